/** The report of an interview, by the link that a recruiter gave: read without an account, until the link ends. */

import { addressOf, get, tokenOf } from "../api.js";
import { day, el, link, notice, show } from "../elements.js";
import { evidence, scoreChart, verdict } from "../evidence.js";

export async function open(_place, query) {
  const token = tokenOf(query);
  if (!token) {
    showNotValid();
    return;
  }
  try {
    showReport(token, await get(`/api/v1/shared-reports?token=${encodeURIComponent(token)}`));
  } catch (error) {
    if (error.status !== 410) {
      throw error;
    }
    showNotValid();
  }
}

function showReport(token, report) {
  const file = addressOf(`/api/v1/shared-reports/export?token=${encodeURIComponent(token)}`);
  const name = report.candidate_name || "The candidate";
  const from = [report.job_title, report.company, report.held_at && `interviewed on ${day(report.held_at)}`];
  show(
    `Interview report: ${name}`,
    el("p", {}, from.filter(Boolean).join(" · ")),
    notice("note", verdict(report)),
    el("p", {}, report.executive_summary),
    link(file, "Download as PDF", { class: "button", download: `Interview report ${name}.pdf` }),
    el("h2", {}, "Scores by dimension"),
    scoreChart(report.dimensions),
    el("h2", {}, "Evidence"),
    ...report.dimensions.map(evidence),
    ...people(report.people),
    el("p", { class: "below" }, `This link is open until ${day(report.expires_at)}. It is meant for you alone.`),
  );
}

function people(judged) {
  if (judged.length === 0) {
    return [];
  }
  const one = ({ name, rating, recommendation, feedback }) =>
    el("li", {}, el("strong", {}, name), `: ${rating} of 5`, recommendation && `, ${recommendation}`, feedback && `. ${feedback}`);
  return [el("h2", {}, "What people say"), el("ul", {}, judged.map(one))];
}

function showNotValid() {
  show(
    "This link is not valid any more",
    el("p", {}, "It has ended, or was taken back. Ask who gave it to you for a new one."),
  );
}
