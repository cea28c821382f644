/** One candidate: the profile, the CVs, the interviews with their scores, and planning another round. */

import { get } from "../api.js";
import { cvList } from "../cv-entry.js";
import { cvUpload } from "../cv-upload.js";
import { el, link, show } from "../elements.js";
import { Rounds } from "../rounds.js";
import { session } from "../session.js";
import { STAGES } from "../stages.js";

export async function open({ id }) {
  const [candidate, { applications }, { interviews }, { resumes }] = await Promise.all([
    get(`/api/v1/candidates/${id}`),
    get(`/api/v1/applications?candidate_id=${id}&limit=100`),
    get(`/api/v1/interviews?candidate_id=${id}&limit=100`),
    get(`/api/v1/resumes?candidate_id=${id}&limit=100`),
  ]);
  const mayChange = session().user.role === "HR";
  const files = cvList(resumes, { mayChange });
  const rounds = new Rounds(interviews, applications);
  show(
    candidate.full_name || candidate.email || "A candidate",
    profile(candidate),
    el("h2", {}, "Applications"),
    applications.length > 0 ? el("ul", { class: "facts" }, applications.map(application)) : el("p", {}, "There is none."),
    el("h2", {}, "Interviews"),
    rounds.node,
    el("h2", {}, "CVs"),
    files.node,
    mayChange ? cvUpload(files.add, { candidate_id: id }) : null,
  );
}

function profile(candidate) {
  const rows = [
    ["E-mail", candidate.email],
    ["Telephone", candidate.phone],
    ["Lives in", candidate.location],
    ["Works as", candidate.position],
    ["Skills", candidate.technical_skills.join(", ")],
    ["Languages", candidate.languages.join(", ")],
  ];
  const shown = rows.filter(([, text]) => text).map(([name, text]) => el("div", {}, el("dt", {}, name), el("dd", {}, text)));
  return el("dl", {}, shown);
}

function application({ job_id: id, job_title: title, status }) {
  return el("li", {}, link(`/jobs/${id}`, title), `: ${STAGES[status]}`);
}
