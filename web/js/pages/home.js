/** The start: candidates go to their interviews, recruiters see where their company stands. */

import { addressOf, get } from "../api.js";
import { el, link, show } from "../elements.js";
import { chart } from "../evidence.js";
import { isStaff, session } from "../session.js";
import { STAGES } from "../stages.js";

export async function open() {
  const { user } = session();
  if (user.role === "CANDIDATE") {
    location.replace("/interviews");
  } else if (isStaff()) {
    await showOverview(user);
  } else {
    showElsewhere(user);
  }
}

async function showOverview(user) {
  const [now, funnel] = await Promise.all([get("/api/v1/dashboard"), get("/api/v1/analytics/funnel")]);
  const reached = funnel.stages.map(({ stage, count, percentage }) => ({
    name: STAGES[stage],
    score: count,
    words: `${count}${count > 0 ? ` (${Math.round(percentage)} %)` : ""}`,
  }));
  show(
    `Welcome, ${user.name}`,
    el(
      "dl",
      { class: "numbers" },
      number("Open jobs", now.active_jobs, "/jobs"),
      number("Candidates", now.candidates, "/candidates"),
      number("Interviews to be held", now.interviews_by_status.scheduled, "/interviews?status=scheduled"),
      number("Interviews held", now.interviews_by_status.completed, "/interviews?status=completed"),
      number("Invitations not used yet", now.invitations_by_status.pending, user.role === "HR" ? "/invitations" : null),
    ),
    el("h2", {}, "How far candidates came"),
    funnel.total > 0
      ? chart(["Stage", "Of all", "Reached it"], reached, funnel.total)
      : el("p", {}, "Nobody has applied yet."),
    funnel.rejected > 0 ? el("p", { class: "below" }, `${funnel.rejected} were rejected on the way.`) : null,
    link("/jobs", "Go to the jobs", { class: "button primary" }),
  );
}

function number(name, value, href) {
  return el("div", {}, el("dt", {}, href ? link(href, name) : name), el("dd", {}, String(value)));
}

function showElsewhere(user) {
  const docs = link(addressOf("/api/v1/docs"), "its documentation");
  show(
    `Welcome, ${user.name}`,
    el("p", {}, "You are signed in, and your account is ready."),
    el("p", {}, "These pages are for recruiters and candidates. Everything else is in the API: see ", docs, "."),
  );
}
