/** The time that is left, by the server's clock. */

import { serverNow } from "../api.js";

const ANNOUNCED_MINUTES = [10, 5, 1];
const LOOK_AGAIN_S = 20;

/** Calls `on.tick` with words each second, `on.announce` at a few moments, and `on.over` while the time is up. */
export class Clock {
  #on;
  #deadline = null;
  #announced = new Set();
  #secondsOver = 0;
  #timer;

  constructor(on) {
    this.#on = on;
    this.#timer = setInterval(() => this.#tick(), 1000);
  }

  /** Set when the interview ends; null if nobody knows yet. */
  set(deadlineAt) {
    this.#deadline = deadlineAt ? Date.parse(deadlineAt) : null;
    this.#tick();
  }

  stop() {
    clearInterval(this.#timer);
  }

  #tick() {
    if (this.#deadline === null) {
      return;
    }
    const seconds = Math.ceil((this.#deadline - serverNow()) / 1000);
    this.#on.tick(words(seconds));
    if (seconds <= 0) {
      if (this.#secondsOver++ % LOOK_AGAIN_S === 0) {
        this.#on.over();
      }
      return;
    }
    const reached = ANNOUNCED_MINUTES.filter((minutes) => seconds <= minutes * 60);
    const latest = reached.at(-1);
    if (latest && !this.#announced.has(latest)) {
      reached.forEach((minutes) => this.#announced.add(minutes));
      this.#on.announce(latest === 1 ? "Less than a minute is left." : `Less than ${latest} minutes are left.`);
    }
  }
}

function words(seconds) {
  if (seconds <= 0) {
    return "The time is up";
  }
  if (seconds < 120) {
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} left`;
  }
  return `${Math.floor(seconds / 60)} min left`;
}
