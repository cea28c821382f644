/** A round that a person leads, by its mailed link: its candidate chooses a time, or sees the one that was chosen. */

import { addressOf, get, post, serverNow, tokenOf } from "../api.js";
import { el, link, notice, show } from "../elements.js";

const BOOKED = ["confirmed", "scheduled"];

export async function open(_place, query) {
  const token = tokenOf(query);
  if (!token) {
    showNotValid();
    return;
  }
  await load(token);
}

async function load(token, ...news) {
  try {
    showAppointment(token, await get(`/api/v1/appointments?token=${encodeURIComponent(token)}`), news);
  } catch (error) {
    if (error.status !== 410) {
      throw error;
    }
    showNotValid();
  }
}

function showAppointment(token, appointment, news) {
  if (appointment.status === "proposed") {
    showSlots(token, appointment, news);
  } else if (BOOKED.includes(appointment.status)) {
    showBooked(token, appointment, news);
  } else {
    showOver(appointment);
  }
}

function showSlots(token, appointment, news) {
  const coming = appointment.proposed_slots.filter((slot) => Date.parse(slot.start_time) > serverNow());
  show(
    "Choose a time for your interview",
    ...news,
    what(appointment),
    coming.length > 0
      ? el("p", {}, "The times are those of your own time zone: ", el("strong", {}, zone()), ".")
      : notice("note", "All proposed times have passed. Ask the company for new ones."),
    el("ul", { class: "interviews" }, coming.map((slot) => entry(token, slot))),
    instructions(appointment),
  );
}

function entry(token, slot) {
  const id = `slot-${slot.id}`;
  const choose = () => book(token, slot.id, true);
  const button = el("button", { class: "primary", type: "button", "aria-describedby": id, onclick: choose }, "Book this time");
  return el("li", {}, el("h2", { id }, span(slot.start_time, slot.end_time)), button);
}

function showBooked(token, appointment, news) {
  const end = new Date(Date.parse(appointment.scheduled_at) + appointment.duration_minutes * 60_000).toISOString();
  const place = [appointment.interview_mode, appointment.meeting_link && link(appointment.meeting_link, "Join here")];
  const known = place.filter(Boolean).flatMap((part, at) => (at > 0 ? [", ", part] : [part]));
  const file = addressOf(`/api/v1/appointments/calendar.ics?token=${encodeURIComponent(token)}`);
  const release = () => book(token, appointment.slot_id, false);
  show(
    "Your interview is booked",
    ...news,
    what(appointment),
    el(
      "dl",
      {},
      fact("When", span(appointment.scheduled_at, end)),
      fact("Time zone", zone()),
      known.length > 0 ? fact("Where", ...known) : null,
    ),
    instructions(appointment),
    link(file, "Add it to my calendar", { class: "button", download: "interview.ics" }),
    appointment.slot_id
      ? el("button", { class: "quiet", type: "button", onclick: release }, "I cannot come then: choose another time")
      : el("p", { class: "below" }, "You cannot come? A reply to the company's mail is enough."),
  );
}

async function book(token, slotId, confirmed) {
  try {
    await post("/api/v1/appointments/book", { token, slot_id: slotId, confirmed });
  } catch (error) {
    if (error.status !== 409) {
      await load(token, notice("bad", error.message));
      return;
    }
    await load(token, notice("bad", error.code === "interviewer_busy" ? "This time was taken just now." : error.message));
    return;
  }
  await load(token, ...(confirmed ? [] : [notice("note", "The time is free again.")]));
}

function showOver({ status, company }) {
  const words = {
    in_progress: ["Your interview is under way", "It has begun."],
    completed: ["Your interview is over", `Somebody at ${company} decides how it goes on.`],
    no_show: ["The time of your interview has passed", `Nobody began it. Ask ${company} for another time.`],
    cancelled: ["This interview was called off", `${company} called it off. If that surprises you, ask them.`],
  };
  const [title, sentence] = words[status];
  show(title, el("p", {}, sentence));
}

function showNotValid() {
  show(
    "This link is not valid any more",
    el("p", {}, "Ask the company for a new one: a reply to their mail is enough."),
  );
}

function what({ company, job_title: job, round_name: round, duration_minutes: minutes }) {
  return el(
    "p",
    {},
    el("strong", {}, company),
    " would like to talk with you about the position ",
    el("strong", {}, job),
    `: ${round}, ${minutes} minutes.`,
  );
}

function instructions({ instructions: words }) {
  return words ? el("p", { class: "notice note" }, words) : null;
}

function fact(name, ...value) {
  return el("div", {}, el("dt", {}, name), el("dd", {}, ...value));
}

/** From when to when, as this device's clock shows it: Tuesday 10 February 2026, 10:00 to 11:00. */
function span(from, to) {
  const start = new Date(from);
  const date = start.toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric" });
  const clock = (iso) => new Date(iso).toLocaleTimeString("en-GB", { timeStyle: "short" });
  return `${date}, ${clock(from)} to ${clock(to)}`;
}

function zone() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
