/** The company's jobs, and a new one from no more than its title. */

import { post } from "../api.js";
import { el, link, show } from "../elements.js";
import { field, form } from "../form.js";
import { pagedList } from "../paged-list.js";
import { session } from "../session.js";

const STATES = { active: "Open", draft: "Draft", closed: "Closed" };

export async function open() {
  const list = await pagedList("/api/v1/jobs", "jobs", entry, "There is none yet.");
  show("Jobs", ...(session().user.role === "HR" ? newJob() : []), el("h2", {}, "All jobs"), list);
}

function newJob() {
  const hint = "Its text, skills, rubric and interview are proposed from the title. Change them where you need to.";
  const title = field({ name: "title", label: "A new job's title", hint, maxlength: "200" });
  const write = async (draft) => {
    const job = await post("/api/v1/jobs/generate-from-title", draft);
    location.assign(`/jobs/${job.id}`);
  };
  return [form([title], "Write the job", write)];
}

function entry(job) {
  const where = [job.department, job.location].filter(Boolean).join(" · ");
  return el(
    "li",
    {},
    el("p", { class: `state ${job.status}` }, STATES[job.status]),
    el("h3", {}, link(`/jobs/${job.id}`, job.title)),
    where ? el("p", { class: "company" }, where) : null,
  );
}
