/** The question whether this browser may observe, and the bar that says that it does and ends it. */

import { el } from "../elements.js";
import { session } from "../session.js";
import { Presence, seesFaces } from "./presence.js";

const COUNTED = seesFaces
  ? "there is speech at your microphone, and those in which one face or more are before your camera"
  : "there is speech at your microphone";
const REFUSED = "Your browser does not allow it. The interview goes on without.";

/** Whether the company planned it, and nothing is spoken against it. */
export function offersObservation({ enable_video_analysis: planned, accommodations }) {
  return planned && !accommodations.text_only && session().user.role === "CANDIDATE";
}

/** The question, asked before the interview begins. Nothing is chosen for them. */
export function consentBox() {
  const box = el("input", { type: "checkbox", id: "observe", "aria-describedby": "observe-hint" });
  const node = el(
    "fieldset",
    { class: "consent" },
    el("legend", {}, "Observation: your choice"),
    el(
      "p",
      { id: "observe-hint" },
      `If you allow it, this page counts, as long as you see it, the seconds in which ${COUNTED}. `,
      "Only these numbers are sent: no sound and no picture. People at the company see them beside your interview; ",
      "they never count in a score. You can stop at any time, and then all of it is deleted. If you say no, nothing changes.",
    ),
    el("div", { class: "choice" }, box, el("label", { for: "observe" }, "I allow it")),
  );
  return { node, isGiven: () => box.checked };
}

export class Observation {
  #presence;
  #memory;
  #changing = false;
  #undeleted = false;
  #isOver = false;
  #words = el("span", { role: "status" });
  #button = el("button", { type: "button", class: "quiet", onclick: () => this.#change() });

  constructor(interviewId, memory) {
    this.#presence = new Presence(interviewId);
    this.#memory = memory;
    this.node = el("p", { class: "observation" }, this.#words, this.#button);
    this.#show("Observation is off.");
  }

  /** They have said yes. */
  start() {
    return this.#once(() => this.#start());
  }

  /** The interview is over. */
  async finish() {
    this.#isOver = true;
    await this.#presence.stop({ consent: true });
  }

  #change() {
    return this.#once(() => (this.#memory.observed || this.#undeleted ? this.#end() : this.#start()));
  }

  async #once(act) {
    if (!this.#changing) {
      this.#changing = true;
      await act();
      this.#changing = false;
    }
  }

  async #start() {
    try {
      await this.#presence.start();
    } catch {
      this.#undeleted = this.#memory.observed; // before the page was loaded again
      this.#memory.observed = false;
      this.#show(REFUSED);
      return;
    }
    if (this.#isOver) {
      await this.#presence.stop({ consent: true });
      return;
    }
    this.#memory.observed = true;
    this.#show("Observation is on.");
  }

  /** They have changed their mind: everything is forgotten. */
  async #end() {
    this.#memory.observed = false;
    this.#undeleted = true;
    try {
      await this.#presence.stop({ consent: false });
      this.#undeleted = false;
      this.#show("Observation is off, and what was observed is deleted.");
    } catch (error) {
      this.#show(`Nothing is observed any more. What was observed could not be deleted yet: ${error.message}`);
    }
  }

  #show(words) {
    this.#words.textContent = words;
    this.#button.textContent = this.#memory.observed
      ? "Stop, and delete it"
      : this.#undeleted
        ? "Delete what was observed"
        : "Allow it";
  }
}
