/** A candidate's interviews as recruiters see them, and planning one that a person leads. */

import { actionButton } from "./action.js";
import { get, post } from "./api.js";
import { ask } from "./dialog.js";
import { day, el, link, time } from "./elements.js";
import { field, form } from "./form.js";

const PROPOSALS = ["A time", "Another time", "A third time"];
export const STATES = {
  proposed: "Waits for the candidate's choice",
  confirmed: "Booked",
  scheduled: "To be held",
  in_progress: "Under way",
  completed: "Held",
  no_show: "Nobody came",
  cancelled: "Called off",
};
const SCORES = {
  scored: "Read the score",
  insufficient_evidence: "Read the score: too little was said",
};

export class Rounds {
  #list = el("ul", { class: "entries" });
  #none = el("p", {}, "There is none yet.");

  constructor(interviews, applications) {
    interviews.forEach((interview) => this.#list.append(this.#entry(interview)));
    this.#none.hidden = interviews.length > 0;
    const planning = el("details", {}, el("summary", {}, "Plan a round with a person"), this.#planner(applications));
    this.node = el("div", { class: "told" }, this.#none, this.#list, applications.length > 0 ? planning : null);
  }

  #entry(interview) {
    const { led_by: leader, status, round_name: name, job_title: title, meeting } = interview;
    const told = el("div", {});
    const kind = leader === "ai" ? "Interview by the AI" : (name ?? "Round with a person");
    const heading = el("h3", { tabindex: "-1" }, `${kind}: ${title}`);
    return el(
      "li",
      { "data-id": interview.id },
      el("p", { class: `state ${status}` }, STATES[status]),
      heading,
      el("p", {}, when(interview)),
      reading(interview),
      leader === "person" && status === "proposed" ? this.#slots(interview, meeting.proposed_slots, told) : null,
      leader === "person" && status === "confirmed" ? this.#sender(interview, told) : null,
      leader === "person" && ["proposed", "confirmed", "scheduled"].includes(status) ? this.#callOff(interview, told) : null,
      told,
    );
  }

  /** The candidate may have said on the telephone which time suits. */
  #slots(interview, slots, told) {
    const book = (slot) => this.#change(interview, "book", { slot_id: slot.id });
    const offers = slots.map((slot) => actionButton(`Book ${moment(slot.start_time)}`, () => book(slot), told));
    return el("div", { class: "actions" }, offers);
  }

  /** The candidate has chosen; the mail with the place and the calendar file is the recruiter's to send. */
  #sender(interview, told) {
    return actionButton("Send the invitation", () => this.#change(interview, "invite", {}), told);
  }

  #callOff(interview, told) {
    const words = "The candidate is told by mail.";
    const act = async () => {
      if (await ask("Call this round off?", words, { yes: "Call it off", no: "Keep it" })) {
        await this.#change(interview, "cancel");
      }
    };
    return actionButton("Call it off", act, told, { class: "danger" });
  }

  async #change(interview, action, body) {
    await post(`/api/v1/interview-rounds/${interview.id}/${action}`, body);
    const changed = this.#entry(await get(`/api/v1/interviews/${interview.id}`));
    const place = [...this.#list.children].find((entry) => entry.dataset.id === interview.id);
    place.replaceWith(changed);
    changed.querySelector("h3").focus();
  }

  #planner(applications) {
    const fields = [
      field({ name: "application_id", label: "For the job", options: applications.map((one) => [one.id, one.job_title]) }),
      field({ name: "round_name", label: "What it is called", value: "Technical interview", maxlength: "200" }),
      field({ name: "duration_minutes", label: "Minutes", type: "number", value: "60", min: "5", max: "180" }),
      ...PROPOSALS.map(proposal),
      field({ name: "meeting_link", label: "Link to the meeting", type: "url", hint: "Not needed.", required: false }),
    ];
    return form(fields, "Propose these times", async (draft) => {
      const planned = await post("/api/v1/interview-rounds", roundOf(draft));
      const entry = this.#entry(await get(`/api/v1/interviews/${planned.id}`));
      this.#list.prepend(entry);
      this.#none.hidden = true;
      this.node.querySelector("details").open = false;
      entry.querySelector("h3").focus();
    });
  }
}

/** Where one reads what was said in an interview, and what it was judged. */
export function reading({ id, led_by: leader, turn_count: turns, scoring_status: scoring }) {
  const score = SCORES[scoring] ? link(`/scores/${id}`, SCORES[scoring]) : null;
  const words = leader === "ai" && turns > 0 ? link(`/conversations/${id}`, "Read the conversation") : null;
  return score || words ? el("p", { class: "filters" }, score, words) : null;
}

function proposal(label, index) {
  const hint = index === 0 ? `By this device's clock (${timeZone()}).` : "Not needed.";
  return field({ name: `time_${index}`, label, hint, type: "datetime-local", required: index === 0 });
}

function timeZone() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}

function roundOf(draft) {
  const minutes = Number(draft.duration_minutes);
  const times = PROPOSALS.map((_, index) => draft[`time_${index}`]).filter(Boolean).map((text) => new Date(text));
  return {
    application_id: draft.application_id,
    round_name: draft.round_name,
    duration_minutes: minutes,
    timezone: timeZone(),
    meeting_link: draft.meeting_link || null,
    proposed_slots: times.map((start) => ({
      start_time: start.toISOString(),
      end_time: new Date(start.getTime() + minutes * 60_000).toISOString(),
    })),
  };
}

/** When an interview was or will be held, in words. */
export function when({ led_by: leader, status, scheduled_at: at, ended_at: ended, meeting }) {
  if (status === "proposed") {
    return `Proposed: ${meeting.proposed_slots.map((slot) => moment(slot.start_time)).join("; ")}`;
  }
  if (ended) {
    return `On ${day(ended)}`;
  }
  const words = at ? moment(at) : "Whenever it suits the candidate";
  return leader === "person" && meeting ? `${words}, ${meeting.duration_minutes} minutes` : words;
}

function moment(at) {
  return `${day(at)}, ${time(at)}`;
}
