/** One CV file in a list: what became of it, and what can be done with it. */

import { actionButton } from "./action.js";
import { get, put, remove } from "./api.js";
import { CV_KINDS, wrongWithCv } from "./cv-upload.js";
import { ask } from "./dialog.js";
import { day, el, notice } from "./elements.js";

const LOOK_AGAIN_MS = 1500;
const BEING_READ = ["awaiting_upload", "pending"];
const STATES = {
  awaiting_upload: "Has not arrived",
  pending: "Being read …",
  completed: "Read",
  failed: "Could not be read",
};

/** A list of files, newest first, that says so where there are none. Gives its element, and `add` for a new one. */
export function cvList(resumes, { mayChange = true } = {}) {
  const list = el("ul", { class: "entries" });
  const none = el("p", {}, "There is none yet.");
  const changed = () => (none.hidden = list.children.length > 0);
  const add = (resume) => {
    list.prepend(new CvEntry(resume, { changed, mayChange }).node);
    changed();
  };
  resumes.toReversed().forEach(add);
  changed();
  return { node: el("div", {}, none, list), add };
}

class CvEntry {
  #resume;
  #changed;
  #state = el("p", { class: "state", role: "status" });
  #told = el("div", {});
  #name;

  constructor(resume, { changed, mayChange }) {
    this.#resume = resume;
    this.#changed = changed;
    const title = `file-${resume.id}`;
    this.#name = el("h3", { id: title });
    const action = (name, act, kind = "") =>
      actionButton(name, act, this.#told, { class: kind, "aria-describedby": title });
    const actions = [action("Download", () => this.#download())];
    if (mayChange) {
      actions.push(...this.#replacing(action), action("Delete", () => this.#delete(), "danger"));
    }
    const added = el("p", { class: "company" }, `Added on ${day(resume.created_at)}`);
    this.node = el("li", {}, this.#state, this.#name, added, this.#told, el("div", { class: "actions" }, actions));
    this.#show();
    if (resume.parsing_status === "pending") {
      this.#follow();
    }
  }

  /** The button, and the file picker that it opens. */
  #replacing(action) {
    const picker = el("input", { type: "file", accept: CV_KINDS, hidden: true, "aria-label": "A file in its place" });
    const done = (error) => this.#told.replaceChildren(notice("bad", el("p", {}, error.message)));
    picker.addEventListener("change", () => this.#replace(picker).catch(done));
    return [action("Replace", () => picker.click()), picker];
  }

  /** Look until the file was read. */
  async #follow() {
    do {
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
      if (!this.node.isConnected) {
        return;
      }
      this.#resume = await get(`/api/v1/resumes/${this.#resume.id}`).catch(() => this.#resume);
      this.#show();
    } while (BEING_READ.includes(this.#resume.parsing_status));
  }

  #show() {
    const { file_name: name, parsing_status: status, parse_error: error } = this.#resume;
    this.#name.textContent = name;
    this.#state.className = `state ${status}`;
    this.#state.textContent = STATES[status];
    this.#told.replaceChildren(...(error ? [notice("bad", el("p", {}, error))] : []));
  }

  async #download() {
    const { download_url: url } = await get(`/api/v1/resumes/${this.#resume.id}/download`);
    location.assign(url);
  }

  async #replace(picker) {
    const [file] = picker.files;
    picker.value = ""; // so that choosing the same file again is a change
    const wrong = file && wrongWithCv(file);
    if (!file || wrong) {
      this.#told.replaceChildren(...(wrong ? [notice("bad", el("p", {}, wrong))] : []));
      return;
    }
    const body = new FormData();
    body.append("file", file);
    this.#resume = await put(`/api/v1/resumes/${this.#resume.id}`, body);
    this.#show();
    await this.#follow();
  }

  async #delete() {
    const words = `${this.#resume.file_name} and what was read from it will be gone.`;
    if (await ask("Delete this file?", words, { yes: "Delete it", no: "Keep it" })) {
      await remove(`/api/v1/resumes/${this.#resume.id}`);
      this.node.remove();
      this.#changed();
      document.querySelector("h1").focus();
    }
  }
}
