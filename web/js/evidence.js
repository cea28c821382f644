/** How a judgement is shown: a bar for each dimension, and below it the words on which it rests. */

import { el } from "./elements.js";
import { RECOMMENDATIONS } from "./stages.js";

/** The recommendation in a sentence or two. */
export function verdict(report) {
  const word = RECOMMENDATIONS[report.recommendation] ?? "No recommendation";
  const score = report.score_out_of_100 === null ? "" : ` · ${Math.round(report.score_out_of_100)} of 100`;
  const proposed = report.recommendation ? "recommended by the engine; a person decides" : "a person decides";
  const by = report.decided_by === "person" ? "decided by a person" : proposed;
  return el("p", {}, el("strong", {}, `${word}${score}`), `, ${by}. ${report.recommendation_reasoning}`);
}

/** A table with a bar for each row: `{name, score}` of `most`, and `words` in place of the number if given. */
export function chart(heads, rows, most = 100) {
  const titles = heads.map((text) => el("th", { scope: "col" }, text));
  const body = rows.map((one) => row(one, most));
  return el("table", { class: "chart" }, el("thead", {}, el("tr", {}, titles)), el("tbody", {}, body));
}

/** The scores of a report by dimension. */
export function scoreChart(dimensions) {
  return chart(["Dimension", "0 to 100", "Score"], dimensions);
}

/** What a dimension's score rests on: the candidate's own words. */
export function evidence({ name, rationale, quotes }) {
  return el(
    "section",
    {},
    el("h3", {}, name),
    el("p", {}, rationale),
    quotes.map(({ text }) => el("blockquote", {}, text)),
  );
}

function row({ name, score, words = score === null ? "Not assessed" : String(score) }, most) {
  const bar = score === null ? "" : el("meter", { min: 0, max: most, value: score, "aria-label": `${name}: ${words}` });
  return el("tr", {}, el("th", { scope: "row" }, name), el("td", {}, bar), el("td", {}, words));
}
