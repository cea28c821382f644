/** What a window must not forget when it is loaded again: the draft, and the message that was not confirmed yet. */

const REMEMBERED_IDS = 60;

export class Memory {
  #key;
  #kept;

  constructor(interviewId) {
    this.#key = `talenti.room.${interviewId}`;
    this.#kept = { draft: "", pending: null, sent: [], ...JSON.parse(sessionStorage.getItem(this.#key) ?? "{}") };
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
    this.#keep({ pending, draft: "", sent: [...this.#kept.sent, pending.id].slice(-REMEMBERED_IDS) });
  }

  /** The message on its way has arrived, or was taken back. */
  settle() {
    this.#keep({ pending: null });
  }

  /** Whether this window sent the message. */
  isOurs(messageId) {
    return this.#kept.sent.includes(messageId);
  }

  /** Nothing is needed any more. */
  clear() {
    sessionStorage.removeItem(this.#key);
  }

  #keep(changes) {
    this.#kept = { ...this.#kept, ...changes };
    sessionStorage.setItem(this.#key, JSON.stringify(this.#kept));
  }
}
