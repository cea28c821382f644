/** The candidate's interviews: what state each is in, and what to do next; and what else they may interview for. */

import { actionButton } from "../action.js";
import { get, post } from "../api.js";
import { day, el, link, show, time } from "../elements.js";
import { session } from "../session.js";

const STATES = {
  in_progress: { words: "Under way", order: 0 },
  scheduled: { words: "Ready to begin", order: 1 },
  confirmed: { words: "Booked", order: 1 },
  proposed: { words: "Choose a time", order: 1 },
  no_show: { words: "Missed", order: 2 },
  completed: { words: "Finished", order: 2 },
  cancelled: { words: "Called off", order: 3 },
};

export async function open(place, query) {
  if (session().user.role !== "CANDIDATE") {
    await (await import("./company-interviews.js")).open(place, query);
    return;
  }
  const [{ interviews }, { openings }] = await Promise.all([
    get("/api/v1/interviews?limit=100"),
    get("/api/v1/openings?limit=100").catch(() => ({ openings: [] })), // one's own are what matters
  ]);
  const known = new Set(interviews.filter(({ status }) => status !== "cancelled").map((one) => one.job_id));
  const others = openings.filter(({ id }) => !known.has(id));
  const sorted = [...interviews].sort((one, other) => STATES[one.status].order - STATES[other.status].order);
  show(
    "My interviews",
    sorted.length > 0
      ? el("ul", { class: "interviews" }, sorted.map(entry))
      : el("p", {}, "There is none at the moment. When a company invites you, a mail tells you."),
    ...(others.length > 0 ? [el("h2", {}, "Other openings"), el("ul", { class: "interviews" }, others.map(opening))] : []),
  );
}

/** A job for which they may interview without being invited. */
function opening({ id, title, company, location: place, description }) {
  const heading = `opening-${id}`;
  const told = el("div", {});
  const begin = async () => {
    const planned = await post("/api/v1/interviews", { job_id: id });
    location.assign(`/interview/${planned.id}`);
  };
  const where = [company, place].filter(Boolean).join(" · ");
  return el(
    "li",
    {},
    el("h3", { id: heading }, title),
    where ? el("p", { class: "company" }, where) : null,
    description ? el("p", { class: "words" }, description) : null,
    actionButton("Interview for this job", begin, told, { "aria-describedby": heading }),
    told,
  );
}

function entry(interview) {
  const title = `heading-${interview.id}`;
  return el(
    "li",
    {},
    el("p", { class: `state ${interview.status}` }, state(interview)),
    el("h2", { id: title }, interview.job_title),
    interview.company_name ? el("p", { class: "company" }, interview.company_name) : null,
    el("p", {}, interview.led_by === "person" ? appointment(interview) : facts(interview)),
    interview.led_by === "person" ? null : action(interview, title),
  );
}

function state({ status, led_by: leader }) {
  return leader === "person" && status === "scheduled" ? STATES.confirmed.words : STATES[status].words;
}

/** What to know of a round that a person leads: its mail holds the link to it. */
function appointment({ status, scheduled_at: at, meeting }) {
  switch (status) {
    case "proposed":
      return "The link in our mail shows you the proposed times.";
    case "confirmed":
    case "scheduled":
      return `With a person, on ${day(at)}, ${time(at)}, ${meeting.duration_minutes} minutes. Our mail says where.`;
    case "cancelled":
      return "The company called this interview off.";
    default:
      return "With a person at the company.";
  }
}

function facts(interview) {
  const minutes = `up to ${Math.round(interview.max_minutes)} minutes`;
  switch (interview.status) {
    case "scheduled":
      return `${questions(interview.question_count)}, ${minutes}${planned(interview.scheduled_at)}`;
    case "in_progress":
      return `Question ${interview.question_number} of ${interview.question_count}, open until ${until(interview)}`;
    case "completed":
      return `On ${day(interview.ended_at)}. A person at the company reads it and decides.`;
    default:
      return "The company called this interview off.";
  }
}

function questions(count) {
  return count === 1 ? "1 question" : `${count} questions`;
}

function planned(at) {
  return at ? `, planned for ${day(at)}, ${time(at)}` : "";
}

function until({ deadline_at: at }) {
  return new Date(at).toDateString() === new Date().toDateString() ? time(at) : `${day(at)}, ${time(at)}`;
}

function action(interview, title) {
  const names = { scheduled: "Begin", in_progress: "Go on", completed: "Read the conversation" };
  const name = names[interview.status];
  if (!name) {
    return null;
  }
  const kind = interview.status === "completed" ? "button" : "button primary";
  return link(`/interview/${interview.id}`, name, { class: kind, "aria-describedby": title });
}
