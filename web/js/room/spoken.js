/** A recorded answer on its way: sent to storage, handed in, and followed until somebody or nobody wrote it down. */

import { get, post } from "../api.js";
import { sendFile } from "../sending.js";

const LOOK_AGAIN_MS = 2000;
const WORDS = {
  no_engine: "Your recording is kept. Nothing here can write down speech, so please type your answer as well.",
  failed: "Your recording is kept, but it could not be written down. Please type your answer.",
  silent: "No words could be made out in your recording. Record it again, or type your answer.",
};

/** Calls `on.pending(answerId)`, `on.said(sequence)` when the words are in the conversation, and `on.unheard(sentence)`. */
export class SpokenAnswer {
  #path;
  #on;
  #handedIn = new WeakMap(); // recordings that storage has, so that another try only hands them in
  #stopped = false;

  constructor(interviewId, on) {
    this.#path = `/api/v1/interviews/${interviewId}/answers`;
    this.#on = on;
  }

  /** Send a recording. Fails if it was not taken. */
  async send(kind, recording, place) {
    if (!this.#handedIn.has(recording)) {
      const target = await post(`${this.#path}/upload-url`, { kind });
      await sendFile(place, target.upload_url, recording);
      this.#handedIn.set(recording, target.file_id);
    }
    const id = this.#handedIn.get(recording);
    const answer = await post(this.#path, { [`${kind}_file_id`]: id }, { key: id });
    if (answer.transcript_status === "pending") {
      this.#on.pending(answer.id);
      this.follow(answer.id);
    } else {
      this.#on.unheard(WORDS[answer.transcript_status] ?? WORDS.failed);
    }
  }

  /** Look until the answer was written down. */
  async follow(answerId) {
    while (!this.#stopped) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
      const { answers } = await get(this.#path).catch(() => ({ answers: [] }));
      const answer = answers.find(({ id }) => id === answerId);
      if (answer && answer.transcript_status !== "pending") {
        this.#tell(answer);
        return;
      }
    }
  }

  stop() {
    this.#stopped = true;
  }

  #tell({ transcript_status: status, transcript, sequence }) {
    if (status !== "completed") {
      this.#on.unheard(WORDS[status] ?? WORDS.failed);
    } else if (sequence === null) {
      this.#on.unheard(transcript ? "" : WORDS.silent);
    } else {
      this.#on.said(sequence);
    }
  }
}
