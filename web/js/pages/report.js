/** The report of an interview, by the link that a recruiter gave: read without an account, until the link ends. */

import { get } from "../api.js";
import { day, el, link, notice, show } from "../elements.js";

const MAX_TOKEN = 512;
const RECOMMENDATIONS = { strong_hire: "Strong hire", hire: "Hire", maybe: "Maybe", no_hire: "No hire" };

export async function open(_place, query) {
  const token = query.get("token") ?? "";
  if (!token || token.length > MAX_TOKEN) {
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
  const file = `/api/v1/shared-reports/export?token=${encodeURIComponent(token)}`;
  const name = report.candidate_name || "The candidate";
  const from = [report.job_title, report.company, report.held_at && `interviewed on ${day(report.held_at)}`];
  show(
    `Interview report: ${name}`,
    el("p", {}, from.filter(Boolean).join(" · ")),
    notice("note", ...verdict(report)),
    el("p", {}, report.executive_summary),
    link(file, "Download as PDF", { class: "button", download: `Interview report ${name}.pdf` }),
    el("h2", {}, "Scores by dimension"),
    chart(report.dimensions),
    el("h2", {}, "Evidence"),
    ...report.dimensions.map(evidence),
    ...people(report.people),
    el("p", { class: "below" }, `This link is open until ${day(report.expires_at)}. It is meant for you alone.`),
  );
}

function verdict(report) {
  const word = RECOMMENDATIONS[report.recommendation] ?? "No recommendation";
  const score = report.score_out_of_100 === null ? "" : ` · ${Math.round(report.score_out_of_100)} of 100`;
  const by = report.decided_by === "person" ? "decided by a person" : "recommended by the engine; a person decides";
  return [el("strong", {}, `${word}${score}`), `, ${by}. ${report.recommendation_reasoning}`];
}

function chart(dimensions) {
  const heads = ["Dimension", "0 to 100", "Score"].map((text) => el("th", { scope: "col" }, text));
  return el("table", { class: "chart" }, el("thead", {}, el("tr", {}, heads)), el("tbody", {}, dimensions.map(row)));
}

function row({ name, score }) {
  const bar = score === null ? "" : el("meter", { min: 0, max: 100, value: score, "aria-label": `${name}, 0 to 100` });
  const cells = [el("td", {}, bar), el("td", {}, score === null ? "Not assessed" : String(score))];
  return el("tr", {}, el("th", { scope: "row" }, name), cells);
}

function evidence({ name, rationale, quotes }) {
  return el(
    "section",
    {},
    el("h3", {}, name),
    el("p", {}, rationale),
    quotes.map(({ text }) => el("blockquote", {}, text)),
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
