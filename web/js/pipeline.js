/** A job's applications by stage, each to be moved on. */

import { actionButton } from "./action.js";
import { get, post } from "./api.js";
import { day, el, link } from "./elements.js";
import { field, form } from "./form.js";
import { STAGES } from "./stages.js";

const PAGE = 100;

export class Pipeline {
  #jobId;
  #mayMove;
  #columns = new Map();
  #entries = new Map();
  #cursor = null;
  #said = el("p", { role: "status", class: "status" });
  #told = el("div", {});
  #more = actionButton("Show more", () => this.read(), this.#told);

  constructor(jobId, { mayMove }) {
    this.#jobId = jobId;
    this.#mayMove = mayMove;
    const columns = Object.keys(STAGES).map((stage) => {
      const column = { heading: el("h3", {}), list: el("ul", {}) };
      this.#columns.set(stage, column);
      return el("section", {}, column.heading, column.list);
    });
    this.node = el("div", { class: "told" }, this.#said, el("div", { class: "pipeline" }, columns), this.#more, this.#told);
  }

  /** Read the next applications, newest first. */
  async read() {
    const after = this.#cursor ? `&cursor=${encodeURIComponent(this.#cursor)}` : "";
    const page = await get(`/api/v1/applications?job_id=${this.#jobId}&limit=${PAGE}${after}`);
    this.#cursor = page.next_cursor;
    this.#more.hidden = !this.#cursor;
    page.applications.forEach((application) => this.#place(application));
    this.#count();
  }

  /** Show an application, which may be shown already. */
  add(application) {
    this.#place(application);
    this.#count();
  }

  #place(application) {
    this.#entries.get(application.id)?.remove();
    const entry = this.#entry(application);
    this.#entries.set(application.id, entry);
    this.#columns.get(application.status).list.append(entry);
  }

  #count() {
    for (const [stage, { heading, list }] of this.#columns) {
      heading.textContent = `${STAGES[stage]} (${list.children.length}${this.#cursor ? " so far" : ""})`;
    }
  }

  #entry(application) {
    const { candidate_id: id, candidate_name: name, updated_at: at } = application;
    return el(
      "li",
      {},
      link(`/candidates/${id}`, name),
      el("p", { class: "company" }, `Since ${day(at)}`),
      this.#mayMove ? el("details", {}, el("summary", {}, "Move", unseen(` ${name}`)), this.#mover(application)) : null,
    );
  }

  #mover({ id, status, candidate_name: name }) {
    const options = [["", "Choose …"], ...Object.entries(STAGES).filter(([stage]) => stage !== status)];
    const stage = field({ name: "status", label: "To the stage", options });
    const hint = "Needed for hiring and rejecting. Colleagues read it.";
    const reason = field({ name: "reason", label: "Reason", hint, rows: "2", maxlength: "2000", required: false });
    const move = async (decision) => {
      const moved = await post(`/api/v1/applications/${id}/move`, { ...decision, reason: decision.reason || null });
      this.add(moved);
      this.#entries.get(id).querySelector("a").focus();
      this.#said.textContent = `${name} is now in the stage ${STAGES[moved.status]}.`;
    };
    return form([stage, reason], "Move", move);
  }
}

function unseen(words) {
  return el("span", { class: "unseen" }, words);
}
