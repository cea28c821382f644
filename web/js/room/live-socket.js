/** The interview over the live socket. It comes back by itself, and each time tells what was said so far. */

import { post } from "../api.js";
import { session } from "../session.js";

const WAITS_MS = [500, 1000, 2000, 4000, 8000, 15_000];
const OPEN_WITHIN_MS = 10_000;
const CONFIRM_WITHIN_MS = 30_000;
const SILENT_SOCKETS = 2;

/**
 * Calls `on.prepare` (async, before each try: who can't reach the API can't open a socket), `on.opened`, `on.turns`,
 * `on.refused`, `on.ended`, `on.lost`, `on.failed`, and `on.unavailable` when the API answers but no socket does.
 */
export class LiveSocket {
  #on;
  #id;
  #socket = null;
  #open = false;
  #heard = false;
  #failures = 0;
  #waits = 0;
  #stopped = false;
  #retry;
  #silence;

  constructor(interviewId, on) {
    this.#on = on;
    this.#id = interviewId;
    addEventListener("offline", this.#whenOffline);
    addEventListener("online", this.#whenOnline);
  }

  /** Open the socket, and begin or resume. */
  async start() {
    clearTimeout(this.#retry);
    if (this.#stopped || this.#socket) {
      return;
    }
    try {
      await this.#on.prepare();
      const address = this.#stopped || (await this.#negotiate());
      if (address && !this.#stopped && !this.#socket) {
        this.#connect(address);
      }
    } catch (error) {
      this.#isPassing(error) ? this.#again() : this.#on.failed(error);
    }
  }

  /** Send a message of the candidate's. It is kept by the caller, who sends it again after `opened`. */
  say({ id, text, after }) {
    if (this.#send({ type: "candidate_message", content: text, message_id: id, after })) {
      clearTimeout(this.#silence);
      this.#silence = setTimeout(this.#whenOffline, CONFIRM_WITHIN_MS);
    }
  }

  /** Be told all turns again. */
  resume() {
    this.#send({ type: "start_interview" });
  }

  /** End the interview. False if the socket isn't open. */
  end() {
    return this.#send({ type: "end_interview" });
  }

  stop() {
    this.#stopped = true;
    removeEventListener("offline", this.#whenOffline);
    removeEventListener("online", this.#whenOnline);
    clearTimeout(this.#retry);
    clearTimeout(this.#silence);
    this.#socket?.close();
  }

  /** Where the socket is opened this time: asked anew each time, since the address ends, and so does the token in it. */
  async #negotiate() {
    try {
      const { url } = await post(`/api/v1/interviews/${this.#id}/socket`);
      const address = new URL(url);
      address.searchParams.set("token", session().access);
      return address;
    } catch (error) {
      if (error.status !== 503) {
        throw error;
      }
      this.#goOn(1); // the API answers, but has no socket for us
      return null;
    }
  }

  #connect(address) {
    const socket = new WebSocket(address);
    const tooLate = setTimeout(() => this.#drop(socket), OPEN_WITHIN_MS);
    this.#socket = socket;
    socket.onopen = () => {
      clearTimeout(tooLate);
      this.#open = true;
      this.resume();
      this.#on.opened();
    };
    socket.onmessage = ({ data }) => this.#hear(JSON.parse(data));
    socket.onclose = () => {
      clearTimeout(tooLate);
      this.#drop(socket);
    };
  }

  #hear(frame) {
    clearTimeout(this.#silence);
    [this.#heard, this.#failures, this.#waits] = [true, 0, 0];
    switch (frame.type) {
      case "interview_started":
        return this.#on.turns([turn(frame, "ai", frame.message)]);
      case "message":
        return this.#on.turns([turn(frame, frame.sender, frame.content)]);
      case "interview_ended":
        return this.#on.ended();
      case "error":
        return this.#on.refused({ code: frame.code, message: frame.message });
      default:
        return undefined;
    }
  }

  #send(frame) {
    if (!this.#open) {
      return false;
    }
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  #whenOffline = () => this.#drop(this.#socket);

  #whenOnline = () => {
    this.#waits = 0;
    this.start();
  };

  /** Give a socket up, whether or not it says good-bye, and try again. */
  #drop(socket) {
    if (!socket || socket !== this.#socket) {
      return;
    }
    const failures = this.#heard ? 0 : 1;
    [this.#socket, this.#open, this.#heard] = [null, false, false];
    clearTimeout(this.#silence);
    socket.onmessage = null;
    socket.close();
    if (!this.#stopped) {
      this.#goOn(failures);
    }
  }

  /** After so many more sockets that failed: try again, or leave it to plain requests. */
  #goOn(failures) {
    this.#failures += failures;
    if (this.#failures >= SILENT_SOCKETS && navigator.onLine) {
      this.stop();
      this.#on.unavailable();
    } else {
      this.#again();
    }
  }

  #again() {
    this.#on.lost();
    const wait = WAITS_MS[Math.min(this.#waits++, WAITS_MS.length - 1)];
    this.#retry = setTimeout(() => this.start(), wait * (0.75 + Math.random() / 2));
  }

  #isPassing(error) {
    return error.status === 0 || error.status === 429 || error.status >= 500;
  }
}

function turn(frame, speaker, text) {
  return { sequence: frame.sequence, speaker, text, messageId: frame.client_message_id ?? null };
}
