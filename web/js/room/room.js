/** The interview room: brings together the connection, what was said, the clock, and what the candidate types. */

import { get, post } from "../api.js";
import { Chat, turnOf } from "./chat.js";
import { Clock } from "./clock.js";
import { LiveSocket } from "./live-socket.js";
import { Memory } from "./memory.js";
import { Observation, offersObservation } from "./observation.js";
import { SpokenAnswer } from "./spoken.js";
import { RoomView } from "./view.js";

const ELSEWHERE = "You continued this interview in another window. This one is up to date again.";
const OVERDUE = "The time is up. Send what you have: it is kept, and the interview ends.";

export class Room {
  #id;
  #interview;
  #memory;
  #view;
  #connection;
  #clock;
  #spoken;
  #observation = null;
  #lastSeen = 0;
  #wasUpToDate = false;
  #ready = false;
  #finished = false;

  constructor(interview) {
    this.#id = interview.id;
    this.#interview = interview;
    this.#memory = new Memory(interview.id);
  }

  /** Show the room, and begin or go on. `begun`: the candidate just pressed the button; `observed`: and lets us observe. */
  async open({ begun = false, observed = false } = {}) {
    this.#view = new RoomView(this.#interview, {
      draft: (text) => (this.#memory.draft = text),
      send: () => this.#send(),
      end: () => this.#end(),
      record: (kind, recording, place) => this.#spoken.send(kind, recording, place),
    });
    if (this.#interview.status === "completed") {
      await this.#showFinished();
      return;
    }
    this.#clock = new Clock({
      tick: (words) => (this.#view.clock.textContent = words),
      announce: (words) => this.#view.announce(words),
      over: () => this.#whenOverdue(),
    });
    this.#prepareSpeaking(observed);
    this.#view.draft = this.#memory.draft;
    this.#showWaiting();
    this.#view.catchingUp = !begun;
    this.#view.say("Connecting …");
    this.#showProgress();
    this.#view.text.focus();
    this.#connection = new LiveSocket(this.#id, { ...this.#events(), unavailable: () => this.#useChat() });
    this.#connection.start();
  }

  #prepareSpeaking(observed) {
    this.#spoken = new SpokenAnswer(this.#id, {
      pending: (answerId) => this.#writeDown(answerId),
      said: (sequence) => this.#wasSaid(sequence),
      unheard: (sentence) => this.#notHeard(sentence),
    });
    if (this.#memory.spoken) {
      this.#spoken.follow(this.#memory.spoken);
    }
    if (offersObservation(this.#interview)) {
      this.#observation = new Observation(this.#id, this.#memory);
      this.#view.aside.append(this.#observation.node);
      if (observed || this.#memory.observed) {
        this.#observation.start();
      }
    }
  }

  /** A recorded answer was taken, and will be said when it is written down. */
  #writeDown(answerId) {
    this.#memory.spoken = answerId;
    this.#view.tell();
    this.#showWaiting();
    this.#sayState();
  }

  #wasSaid(sequence) {
    this.#memory.spoken = null;
    this.#showWaiting();
    this.#sayState();
    if (sequence > this.#lastSeen) {
      this.#connection.resume();
    }
  }

  #notHeard(sentence) {
    this.#memory.spoken = null;
    this.#showWaiting();
    this.#sayState();
    this.#view.tell("note", sentence);
    this.#look().catch(() => {});
  }

  /** What is on its way: words, or a recording. */
  #showWaiting() {
    const { pending, spoken } = this.#memory;
    if (spoken) {
      this.#view.await("Your recording", "being written down");
    } else {
      this.#view.await(pending?.text ?? null);
    }
  }

  #events() {
    return {
      prepare: () => this.#look(),
      opened: () => this.#opened(),
      turns: (turns) => this.#hear(turns),
      refused: (error) => this.#refused(error),
      ended: () => this.#look(),
      lost: () => this.#lost(),
      failed: (error) => this.#failed(error),
    };
  }

  /** Read where the interview stands; closes the room when it is over. */
  async #look() {
    this.#interview = await get(`/api/v1/interviews/${this.#id}`);
    this.#showProgress();
    if (this.#interview.status === "completed") {
      await this.#showFinished();
    } else if (this.#interview.status === "cancelled") {
      location.reload();
    }
  }

  #showProgress() {
    this.#view.progress(this.#interview);
    this.#clock?.set(this.#interview.deadline_at);
  }

  #opened() {
    this.#ready = true;
    this.#sayState();
    if (this.#memory.pending) {
      this.#connection.say(this.#memory.pending);
    }
  }

  #lost() {
    this.#ready = false;
    this.#view.say(navigator.onLine ? "The connection is lost. Trying again …" : "You are offline. Waiting for the network …");
  }

  #useChat() {
    this.#connection = new Chat(this.#id, this.#events());
    this.#connection.start();
  }

  #hear(turns) {
    this.#ready = true;
    const news = turns.filter((one) => one.sequence > this.#lastSeen);
    for (const turn of news) {
      if (turn.sequence > this.#lastSeen + 1) {
        this.#connection.resume();
        return;
      }
      this.#lastSeen = turn.sequence;
      if (turn.speaker === "candidate") {
        this.#hearOwn(turn);
      }
      this.#view.add(turn);
    }
    const upToDate = this.#lastSeen >= this.#interview.turn_count;
    if (upToDate && news.length > 0 && news.at(-1).speaker !== "candidate") {
      this.#view.catchingUp = false;
      this.#refreshProgress();
      this.#wasUpToDate = true;
    }
    this.#sayState();
  }

  /** A message of the candidate's: the one that this window sent, or another window's. */
  #hearOwn(turn) {
    if (turn.messageId && turn.messageId === this.#memory.pending?.id) {
      this.#memory.settle();
      this.#showWaiting();
    } else if (turn.messageId && turn.messageId === this.#memory.spoken) {
      this.#memory.spoken = null;
      this.#showWaiting();
    } else if (this.#wasUpToDate && !this.#memory.isOurs(turn.messageId)) {
      this.#view.tell("note", ELSEWHERE);
    }
  }

  #refreshProgress() {
    const isNews = !this.#wasUpToDate || this.#lastSeen !== this.#interview.turn_count;
    if (isNews) {
      this.#look().catch(() => {});
    }
  }

  #sayState() {
    const { pending, spoken } = this.#memory;
    const waiting = spoken ? "Your recording has arrived, and is being written down …" : "The interviewer is thinking …";
    this.#view.say(!this.#ready ? "Connecting …" : pending || spoken ? waiting : "");
  }

  #send() {
    const text = this.#view.draft.trim();
    if (!text || this.#memory.pending || this.#memory.spoken || this.#lastSeen === 0) {
      return;
    }
    const pending = { id: crypto.randomUUID(), text, after: this.#lastSeen };
    this.#view.draft = "";
    this.#memory.send(pending);
    this.#view.tell();
    this.#view.await(text);
    if (this.#ready) {
      this.#sayState();
      this.#connection.say(pending);
    }
  }

  /** The server did not take something: the words go back to the text box. */
  #refused(error) {
    this.#takeBack();
    this.#sayState();
    if (error.code === "out_of_date") {
      this.#view.tell("note", `${ELSEWHERE} Read on, and change your answer if needed.`);
      this.#wasUpToDate = false;
      this.#connection.resume();
      return;
    }
    this.#view.tell("bad", error.message);
    this.#look().catch((failed) => this.#failed(failed));
  }

  #takeBack() {
    const { pending } = this.#memory;
    if (pending) {
      this.#memory.settle();
      this.#view.await(null);
      this.#view.draft = [pending.text, this.#view.draft].filter(Boolean).join("\n");
    }
  }

  #failed(error) {
    if (error.code !== "signed_out") {
      this.#view.say("");
      this.#view.tell("bad", error.message);
    }
  }

  async #end() {
    if (this.#connection.end()) {
      return;
    }
    try {
      await post(`/api/v1/interviews/${this.#id}/complete`);
      await this.#look();
    } catch (error) {
      this.#failed(error);
    }
  }

  #whenOverdue() {
    this.#view.tell("note", OVERDUE);
    this.#look().catch(() => {});
  }

  async #showFinished() {
    if (this.#finished) {
      return;
    }
    this.#finished = true;
    this.#connection?.stop();
    this.#clock?.stop();
    this.#spoken?.stop();
    await this.#observation?.finish();
    const { transcripts } = await get(`/api/v1/interviews/${this.#id}/transcripts`);
    this.#memory.clear();
    this.#view.await(null);
    transcripts.map(turnOf).forEach((turn) => this.#view.add(turn));
    this.#view.catchingUp = false;
    this.#view.finish(this.#interview);
  }
}
