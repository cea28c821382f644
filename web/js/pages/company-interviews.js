/** The company's interviews, newest first: all, or those in one state. */

import { el, link, show } from "../elements.js";
import { pagedList } from "../paged-list.js";
import { reading, STATES, when } from "../rounds.js";
import { isStaff } from "../session.js";

const FILTERS = ["proposed", "confirmed", "scheduled", "in_progress", "completed", "no_show", "cancelled"];

export async function open(_place, query) {
  if (!isStaff()) {
    location.replace("/");
    return;
  }
  const status = FILTERS.includes(query.get("status")) ? query.get("status") : "";
  const path = status ? `/api/v1/interviews?status=${status}` : "/api/v1/interviews";
  const list = await pagedList(path, "interviews", entry, "There is none.");
  const filters = [["", "All"], ...FILTERS.map((name) => [name, STATES[name]])].map(([name, words]) =>
    link(name ? `/interviews?status=${name}` : "/interviews", words, { "aria-current": name === status ? "page" : null }),
  );
  show("Interviews", el("nav", { class: "filters", "aria-label": "Which interviews" }, filters), list);
}

function entry(interview) {
  const { candidate_id: candidate, candidate_name: name, job_title: job, status } = interview;
  const leader = interview.led_by === "ai" ? "by the AI" : "with a person";
  return el(
    "li",
    {},
    el("p", { class: `state ${status}` }, STATES[status]),
    el("h2", {}, link(`/candidates/${candidate}`, name)),
    el("p", { class: "company" }, `${job}, ${leader}`),
    el("p", {}, when(interview)),
    reading(interview),
  );
}
