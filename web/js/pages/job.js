/** One job: what it asks for, who is in which stage, and inviting somebody more. */

import { actionButton } from "../action.js";
import { ApiError, get, patch, post } from "../api.js";
import { el, link, notice, show } from "../elements.js";
import { emailField, field, form } from "../form.js";
import { Pipeline } from "../pipeline.js";
import { session } from "../session.js";

export async function open({ id }) {
  const mayManage = session().user.role === "HR";
  const job = await get(`/api/v1/jobs/${id}`);
  const pipeline = new Pipeline(id, { mayMove: mayManage });
  await pipeline.read();
  show(
    job.title,
    facts(job),
    actions(job, mayManage),
    el("h2", {}, "Applications"),
    pipeline.node,
    ...(mayManage ? [el("h2", {}, "Invite a candidate"), inviting(job, pipeline)] : []),
  );
}

function facts(job) {
  const rubric = job.rubric.dimensions.map(({ name, weight }) => `${name} (${Math.round(weight)} %)`).join(", ");
  const questions = `${job.interview_structure.question_count} questions, ${job.interview_structure.max_minutes} minutes`;
  const rows = [
    ["Where", [job.department, job.location].filter(Boolean).join(", ")],
    ["Skills", job.skills.map(({ name, required }) => (required ? name : `${name} (nice to have)`)).join(", ")],
    ["Judged by", rubric],
    ["Interview", questions],
  ];
  const shown = rows.filter(([, text]) => text).map(([name, text]) => el("div", {}, el("dt", {}, name), el("dd", {}, text)));
  return el(
    "details",
    {},
    el("summary", {}, "What it asks for"),
    el("dl", {}, shown),
    el("p", { class: "words" }, job.description),
  );
}

/** Trying the interview, and opening or closing the job. */
function actions(job, mayManage) {
  const told = el("div", {});
  const take = async () => {
    const own = await post("/api/v1/interviews", { job_id: job.id });
    location.assign(`/interview/${own.id}`);
  };
  const setStatus = async (status) => {
    await patch(`/api/v1/jobs/${job.id}`, { status });
    location.reload();
  };
  const isOpen = job.status === "active";
  const turn = () => setStatus(isOpen ? "closed" : "active");
  const change = actionButton(isOpen ? "Close the job" : "Open the job", turn, told);
  const buttons = [actionButton("Take its interview myself", take, told), ...(mayManage ? [change] : [])];
  return el("div", { class: "told" }, el("div", { class: "actions" }, buttons), told);
}

function inviting(job, pipeline) {
  const said = el("div", {});
  const email = emailField();
  email.input.autocomplete = "off";
  const fields = [
    field({ name: "first_name", label: "First name", maxlength: "100", autocomplete: "off" }),
    field({ name: "last_name", label: "Last name", maxlength: "100", autocomplete: "off" }),
    email,
  ];
  const invite = async (person) => {
    said.replaceChildren();
    const candidate = await added(person);
    const invitation = await post("/api/v1/invitations", { candidate_id: candidate.id, job_id: job.id });
    pipeline.add(await get(`/api/v1/applications/${invitation.application_id}`));
    fields.forEach(({ input }) => (input.value = ""));
    said.replaceChildren(notice("good", el("p", {}, `An invitation is on its way to ${person.email}.`)));
  };
  return el("div", { class: "told" }, form(fields, "Invite to the interview", invite), said);
}

/** The candidate with this address, who may be known. */
async function added(person) {
  try {
    return await post("/api/v1/candidates", person);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 409) {
      throw error;
    }
    const { candidates } = await get(`/api/v1/candidates?search=${encodeURIComponent(person.email)}`);
    const known = candidates.find(({ email }) => email?.toLowerCase() === person.email.toLowerCase());
    if (!known) {
      throw error;
    }
    return known;
  }
}
