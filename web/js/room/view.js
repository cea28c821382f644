/** What the interview room looks like. It knows nothing of connections. */

import { ask } from "../dialog.js";
import { el, link, notice, place } from "../elements.js";
import { aloudButton, hush } from "./aloud.js";
import { canRecord, Recorder } from "./recorder.js";

const MAX_LENGTH = 8000;
const COUNT_FROM = 7000;
const SPEAKERS = { candidate: "You", ai: "AI interviewer", interviewer: "Interviewer" };

/** Calls `on.draft` with the text when it changes, `on.send`, `on.end`, and `on.record` with a recorded answer. */
export class RoomView {
  constructor(interview, on) {
    this.on = on;
    this.turns = new Map();
    this.heading = el("h1", { id: "room-title", tabindex: "-1" }, interview.job_title);
    this.step = el("span", {});
    this.bar = el("progress", { max: String(interview.question_count), value: "0", "aria-label": "Questions" });
    this.clock = el("span", { class: "clock" });
    this.log = el("div", { class: "log", role: "log", "aria-label": "Conversation", "aria-live": "polite", tabindex: "0" });
    this.status = el("p", { class: "status", role: "status" });
    this.announcer = el("p", { class: "unseen", role: "status" });
    this.notices = el("div", { class: "notices" });
    this.aside = el("div", {});
    this.foot = el("div", { class: "foot" }, this.notices, this.status, ...this.#composer(interview), this.aside);
    const facts = el("p", { class: "progress" }, this.step, this.bar, this.clock);
    const company = el("p", { class: "company" }, `${interview.company_name ?? "Interview"}. An AI asks; a person decides.`);
    const head = el("header", { class: "room-head" }, el("div", {}, this.heading, company), facts);
    place(
      `Interview: ${interview.job_title}`,
      el("section", { class: "room", "aria-labelledby": "room-title" }, head, this.log, this.announcer, this.foot),
    );
  }

  #composer(interview) {
    const [recorder, ...speaking] = interview.accommodations.text_only ? [] : this.#speaking(interview);
    this.text = el("textarea", { id: "answer", rows: "3", maxlength: String(MAX_LENGTH), "aria-describedby": "keys" });
    this.count = el("span", { class: "count" });
    this.send = el("button", { class: "primary" }, "Send");
    const keys = el("p", { id: "keys", class: "hint" }, "Enter sends, Shift+Enter makes a new line. ", this.count);
    const end = el("button", { type: "button", class: "quiet", onclick: () => this.#askToEnd() }, "End the interview");
    const form = el(
      "form",
      { class: "composer" },
      el("label", { for: "answer" }, "Your answer"),
      this.text,
      keys,
      el("div", { class: "buttons" }, end, el("div", { class: "ways" }, speaking, this.send)),
    );
    this.form = form;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.on.send();
    });
    this.text.addEventListener("input", () => this.#changed());
    this.text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.on.send();
      }
    });
    return [recorder, form];
  }

  /** What there is for those who would rather speak and listen: the recorder's panel, and two buttons. */
  #speaking({ interview_type: type, language }) {
    const aloud = aloudButton(() => this.#lastQuestion(), language);
    if (!canRecord()) {
      return [null, aloud];
    }
    const kind = type === "video" ? "video" : "audio";
    const record = el("button", { type: "button" }, kind === "video" ? "Answer on video" : "Answer by voice");
    this.recorder = new Recorder(kind, {
      begin: () => (this.form.hidden = true),
      end: () => {
        this.form.hidden = false;
        record.focus();
      },
      send: (recording, shown) => this.on.record(kind, recording, shown),
    });
    record.addEventListener("click", () => {
      if (!this.waiting) {
        hush();
        this.recorder.start();
      }
    });
    return [this.recorder.node, aloud, record];
  }

  #lastQuestion() {
    const asked = [...this.turns].filter(([, shown]) => shown.classList.contains("ai"));
    return asked.sort(([one], [other]) => other - one)[0]?.[1].querySelector(".words").textContent ?? "";
  }

  /** The draft in the text box. */
  get draft() {
    return this.text.value;
  }

  set draft(text) {
    this.text.value = text;
    this.#changed();
  }

  /** Show a turn in its place; one that is shown already is left alone. */
  add({ sequence, speaker, text }) {
    if (this.turns.has(sequence)) {
      return;
    }
    const shown = turnElement(speaker, text);
    const later = [...this.turns.keys()].filter((other) => other > sequence);
    const before = later.length > 0 ? this.turns.get(Math.min(...later)) : (this.waiting ?? null);
    this.log.insertBefore(shown, before);
    this.turns.set(sequence, shown);
    this.#scrollDown();
  }

  /** Show the message that is on its way, or none. */
  await(text, note = "on its way") {
    this.waiting?.remove();
    this.waiting = text === null ? null : turnElement("candidate", text, note);
    if (this.waiting) {
      this.log.append(this.waiting);
      this.#scrollDown();
    }
    this.send.setAttribute("aria-disabled", String(text !== null));
  }

  /** While old turns arrive they are not read out. */
  set catchingUp(on) {
    this.log.setAttribute("aria-busy", String(on));
  }

  /** How far it is. */
  progress({ question_number: number, question_count: count }) {
    this.step.textContent = `Question ${number} of ${count}`;
    this.bar.value = number;
  }

  /** Say something in passing: the connection, or who is writing. */
  say(text) {
    if (this.status.textContent !== text) {
      this.status.textContent = text;
    }
  }

  /** Read something out that is on the screen in another form. */
  announce(text) {
    this.announcer.textContent = text;
  }

  /** Show a message above the text box until the next one, or none. */
  tell(kind, text) {
    this.notices.replaceChildren(...(text ? [notice(kind, el("p", {}, text))] : []));
  }

  /** The interview is over: what happens now stands where the text box was. */
  finish(interview) {
    hush();
    this.recorder?.discard();
    const company = interview.company_name ?? "the company";
    const heading = el("h2", { tabindex: "-1" }, "The interview is finished");
    this.clock.textContent = "Finished";
    this.announcer.textContent = "";
    this.foot.replaceChildren(
      el(
        "div",
        { class: "notice good finished" },
        heading,
        el("p", {}, "Thank you for your time. Everything you said is kept, word for word."),
        el("p", {}, `It is compared with what the job asks for, and a person at ${company} reads it and decides.`),
        link("/interviews", "My interviews", { class: "button" }),
      ),
    );
    this.#scrollDown();
    heading.focus();
  }

  #changed() {
    const { length } = this.text.value;
    this.count.textContent = length > COUNT_FROM ? `${length} of ${MAX_LENGTH} characters` : "";
    this.on.draft(this.text.value);
  }

  async #askToEnd() {
    const words = "What you said so far is handed in. You can't go on afterwards.";
    if (await ask("End the interview now?", words, { yes: "End it", no: "Go on with the interview" })) {
      this.on.end();
    }
  }

  #scrollDown() {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.log.lastElementChild?.scrollIntoView({ block: "nearest", behavior: still ? "instant" : "smooth" });
  }
}

function turnElement(speaker, text, note) {
  return turnOf(SPEAKERS[speaker] ?? speaker, speaker, text, note);
}

/** What somebody said, under the name by which they are shown. */
export function turnOf(name, speaker, text, note) {
  return el(
    "div",
    { class: `turn ${speaker}${note ? " waiting" : ""}` },
    el("p", { class: "speaker" }, name, note ? el("span", {}, ` (${note})`) : null),
    el("p", { class: "words" }, text),
  );
}
