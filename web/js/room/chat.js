/** The interview over plain requests, where no socket opens. The same turns, by the same rules. */

import { get, post } from "../api.js";

const WAITS_MS = [1000, 2000, 4000, 8000, 15_000];

/** Calls `on.opened`, `on.turns`, `on.refused`, `on.lost`, `on.failed` and `on.ended`, as the live socket does. */
export class Chat {
  #on;
  #id;
  #stopped = false;

  constructor(interviewId, on) {
    this.#id = interviewId;
    this.#on = on;
  }

  /** Begin or resume. */
  async start() {
    const reply = await this.#insist(() => post("/api/v1/interview/chat", { interview_id: this.#id }));
    if (reply) {
      await this.resume();
      this.#on.opened();
      this.#endIfOver(reply);
    }
  }

  /** Send a message of the candidate's, until it has arrived. */
  async say({ id, text, after }) {
    const body = { interview_id: this.#id, message: text, message_id: id, after };
    const reply = await this.#insist(() => post("/api/v1/interview/chat", body));
    if (reply) {
      this.#on.turns(reply.turns.map(turnOf));
      this.#endIfOver(reply);
    }
  }

  /** Be told all turns again. */
  async resume() {
    const told = await this.#insist(() => get(`/api/v1/interviews/${this.#id}/transcripts`));
    if (told) {
      this.#on.turns(told.transcripts.map(turnOf));
    }
  }

  /** Ending is a request of its own. */
  end() {
    return false;
  }

  stop() {
    this.#stopped = true;
  }

  /** The answer, however long the connection is away; nothing when the API refuses. */
  async #insist(ask) {
    for (let tries = 0; !this.#stopped; tries++) {
      try {
        return await ask();
      } catch (error) {
        if (error.code === "signed_out") {
          return null;
        }
        if (error.status > 0 && error.status < 500) {
          this.#on.refused(error);
          return null;
        }
        this.#on.lost();
        await new Promise((resolve) => setTimeout(resolve, WAITS_MS[Math.min(tries, WAITS_MS.length - 1)]));
      }
    }
    return null;
  }

  #endIfOver(reply) {
    if (reply.finished) {
      this.#on.ended();
    }
  }
}

/** A turn as the transcript and the chat give it. */
export function turnOf(turn) {
  return { sequence: turn.sequence, speaker: turn.speaker, text: turn.text, messageId: turn.message_id };
}
