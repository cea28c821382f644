/** What a window must not forget when it is loaded again: the draft, and the message that was not confirmed yet. */

const REMEMBERED_IDS = 60;

export class Memory {
  #key;
  #kept;

  constructor(interviewId) {
    this.#key = `talenti.room.${interviewId}`;
    const kept = JSON.parse(sessionStorage.getItem(this.#key) ?? "{}");
    this.#kept = { draft: "", pending: null, spoken: null, observed: false, sent: [], ...kept };
  }

  /** What stands in the text box. */
  get draft() {
    return this.#kept.draft;
  }

  set draft(text) {
    this.#keep({ draft: text });
  }

  /** The message on its way: `{id, text, after}`, or null. */
  get pending() {
    return this.#kept.pending;
  }

  /** A message is on its way. */
  send(pending) {
    this.#keep({ pending, draft: "", sent: this.#named(pending.id) });
  }

  /** The message on its way has arrived, or was taken back. */
  settle() {
    this.#keep({ pending: null });
  }

  /** The id of the recorded answer that is being written down, or null. */
  get spoken() {
    return this.#kept.spoken;
  }

  set spoken(id) {
    this.#keep({ spoken: id, sent: id ? this.#named(id) : this.#kept.sent });
  }

  /** Whether they let this browser observe them. */
  get observed() {
    return this.#kept.observed;
  }

  set observed(on) {
    this.#keep({ observed: on });
  }

  /** Whether this window sent the message. */
  isOurs(messageId) {
    return this.#kept.sent.includes(messageId);
  }

  /** Nothing is needed any more. */
  clear() {
    sessionStorage.removeItem(this.#key);
  }

  #named(id) {
    return [...this.#kept.sent, id].slice(-REMEMBERED_IDS);
  }

  #keep(changes) {
    this.#kept = { ...this.#kept, ...changes };
    sessionStorage.setItem(this.#key, JSON.stringify(this.#kept));
  }
}
