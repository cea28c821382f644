/** The candidate's own CV files: sent straight to storage, read there, fetched, replaced, deleted. */

import { get, post, put, remove } from "../api.js";
import { ask } from "../dialog.js";
import { day, el, notice, show } from "../elements.js";
import { field, form } from "../form.js";
import { sendFile } from "../sending.js";
import { session } from "../session.js";

const KINDS = ".pdf,.docx,.odt,.rtf,.txt";
const MAX_BYTES = 10 * 1024 * 1024;
const LOOK_AGAIN_MS = 1500;
const BEING_READ = ["awaiting_upload", "pending"];
const STATES = {
  awaiting_upload: "Has not arrived",
  pending: "Being read …",
  completed: "Read",
  failed: "Could not be read",
};

export async function open() {
  if (session().user.role !== "CANDIDATE") {
    location.replace("/");
    return;
  }
  const { resumes } = await get("/api/v1/resumes/user?limit=100");
  const list = el("ul", { class: "entries" });
  const none = el("p", {}, "There is none yet.");
  const changed = () => (none.hidden = list.children.length > 0);
  resumes.forEach((resume) => list.append(new Entry(resume, changed).node));
  changed();
  const added = (resume) => {
    list.prepend(new Entry(resume, changed).node);
    changed();
  };
  show(
    "My CVs",
    el("p", {}, "The company sees them, and fills in your profile from what they say. A person decides, not the file."),
    uploadForm(added),
    el("h2", {}, "Files"),
    none,
    list,
  );
}

function uploadForm(added) {
  const sending = el("div", { role: "status" });
  const hint = "PDF, DOCX, ODT, RTF or TXT, at most 10 MB.";
  const chosen = field({ name: "file", label: "A CV", hint, type: "file", accept: KINDS, check: fits });
  const send = async ({ file }) => {
    const draft = { file_name: file.name, content_type: file.type || null, purpose: "resume" };
    const target = await post("/api/v1/storage/upload-url", draft);
    await sendFile(sending, target.upload_url, file);
    chosen.input.value = "";
    sending.replaceChildren(el("p", {}, `${file.name} has arrived.`));
    added({ ...(await get(`/api/v1/resumes/${target.resume_id}`)), parsing_status: "pending" });
  };
  return el("div", { class: "field" }, form([chosen], "Upload", send), sending);
}

function fits(file) {
  return file.size > MAX_BYTES ? "That file has more than 10 MB." : file.size === 0 ? "That file is empty." : null;
}

/** One file in the list. */
class Entry {
  #resume;
  #changed;
  #state = el("p", { class: "state", role: "status" });
  #told = el("div", {});
  #name;

  constructor(resume, changed) {
    this.#resume = resume;
    this.#changed = changed;
    const title = `file-${resume.id}`;
    this.#name = el("h3", { id: title, tabindex: "-1" });
    const action = (name, run, kind = "") =>
      el("button", { type: "button", class: kind, "aria-describedby": title, onclick: () => this.#try(run) }, name);
    const picker = el("input", { type: "file", accept: KINDS, hidden: true, "aria-label": "A file in its place" });
    picker.addEventListener("change", () => this.#try(() => this.#replace(picker)));
    this.node = el(
      "li",
      {},
      this.#state,
      this.#name,
      el("p", { class: "company" }, `Added on ${day(resume.created_at)}`),
      this.#told,
      el(
        "div",
        { class: "actions" },
        action("Download", () => this.#download()),
        action("Replace", () => picker.click()),
        action("Delete", () => this.#delete(), "danger"),
        picker,
      ),
    );
    this.#show();
    if (resume.parsing_status === "pending") {
      this.#follow();
    }
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

  async #try(run) {
    try {
      this.#told.replaceChildren();
      await run();
    } catch (error) {
      this.#told.replaceChildren(notice("bad", el("p", {}, error.message)));
    }
  }

  async #download() {
    const { download_url: url } = await get(`/api/v1/resumes/${this.#resume.id}/download`);
    location.assign(url);
  }

  async #replace(picker) {
    const [file] = picker.files;
    picker.value = "";
    const wrong = file && fits(file);
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
    const sure = await ask("Delete this file?", `${this.#resume.file_name} and what was read from it will be gone.`, {
      yes: "Delete it",
      no: "Keep it",
    });
    if (sure) {
      await remove(`/api/v1/resumes/${this.#resume.id}`);
      this.node.remove();
      this.#changed();
      document.querySelector("h1").focus();
    }
  }
}
