/** What an interview was judged, on which words that rests, and what a person decides instead. */

import { actionButton } from "../action.js";
import { fileAddress, get, post, remove } from "../api.js";
import { day, el, link, notice, show } from "../elements.js";
import { evidence, scoreChart, verdict } from "../evidence.js";
import { field, form } from "../form.js";
import { session } from "../session.js";
import { RECOMMENDATIONS } from "../stages.js";

export async function open({ id }) {
  const report = await get(`/api/v1/reports/${id}`);
  const { candidate } = report;
  const from = [report.job?.title, report.held_at && `held on ${day(report.held_at)}`];
  show(
    `Score: ${candidate.full_name}`,
    el("p", {}, from.filter(Boolean).join(" · ")),
    notice("note", verdict(report)),
    el("p", {}, report.executive_summary),
    report.non_verbal_summary ? el("p", {}, report.non_verbal_summary) : null,
    el(
      "p",
      { class: "filters" },
      link(`/candidates/${candidate.id}`, "To the candidate"),
      link(`/conversations/${id}`, "Read the conversation"),
    ),
    el("h2", {}, "Scores by dimension"),
    scoreChart(report.dimensions),
    el("h2", {}, "Evidence"),
    ...report.dimensions.map(evidence),
    el("h2", {}, "The report"),
    files(id, candidate.full_name),
    el("h2", {}, "Decide otherwise"),
    override(id),
  );
}

/** The report as PDF, and a link to it for somebody without an account. */
function files(id, name) {
  const told = el("div", {});
  const shared = el("div", { class: "told" });
  const download = async () => {
    const address = await fileAddress(`/api/v1/reports/${id}/export`);
    el("a", { href: address, download: `Interview report ${name}.pdf` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  };
  const close = async () => {
    await remove(`/api/v1/reports/${id}/share`);
    shared.replaceChildren(notice("good", el("p", {}, "The link is closed.")));
  };
  const share = async () => {
    const made = await post(`/api/v1/reports/${id}/share`, { expires_in_days: 14 });
    shared.replaceChildren(
      el("label", { for: "share" }, `Whoever has this link reads the report until ${day(made.expires_at)}`),
      el("input", { id: "share", readonly: true, value: made.share_url }),
      actionButton("Close the link", close, told),
    );
    shared.querySelector("input").select();
  };
  const buttons = [actionButton("Download as PDF", download, told)];
  if (session().user.role === "HR") {
    buttons.push(actionButton("Make a link to it", share, told));
  }
  return el("div", { class: "told" }, el("div", { class: "actions" }, buttons), shared, told);
}

function override(id) {
  const options = [["", "Choose …"], ...Object.entries(RECOMMENDATIONS)];
  const hint = "It is kept beside the score, with your name.";
  const fields = [
    field({ name: "recommendation", label: "Your recommendation", options }),
    field({
      name: "overall_score",
      label: "Your score",
      hint: "0 to 100. Not needed.",
      type: "number",
      min: "0",
      max: "100",
      required: false,
    }),
    field({ name: "reason", label: "Why", hint, rows: "3", maxlength: "2000" }),
  ];
  return form(fields, "Keep my decision", async ({ recommendation, overall_score: score, reason }) => {
    const decision = { recommendation, reason, ...(score ? { overall_score: Number(score) } : {}) };
    await post(`/api/v1/interviews/${id}/score/override`, decision);
    await open({ id });
  });
}
