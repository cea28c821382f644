/** The form that sends a CV straight to storage. */

import { get, post } from "./api.js";
import { el } from "./elements.js";
import { field, form } from "./form.js";
import { sendFile } from "./sending.js";

export const CV_KINDS = ".pdf,.docx,.odt,.rtf,.txt";
const MAX_BYTES = 10 * 1024 * 1024;

/** What is wrong with a file, as a sentence; null if it may be sent. */
export function wrongWithCv(file) {
  return file.size > MAX_BYTES ? "That file has more than 10 MB." : file.size === 0 ? "That file is empty." : null;
}

/** A form for one file; `about` says whose it is, if not one's own. Calls `added` with it when it has arrived. */
export function cvUpload(added, about = {}) {
  const sending = el("div", { role: "status" });
  const hint = "PDF, DOCX, ODT, RTF or TXT, at most 10 MB.";
  const chosen = field({ name: "file", label: "A CV", hint, type: "file", accept: CV_KINDS, check: wrongWithCv });
  const send = async ({ file }) => {
    const draft = { file_name: file.name, content_type: file.type || null, purpose: "resume", ...about };
    const target = await post("/api/v1/storage/upload-url", draft);
    await sendFile(sending, target.upload_url, file);
    chosen.input.value = "";
    sending.replaceChildren(el("p", {}, `${file.name} has arrived.`));
    added({ ...(await get(`/api/v1/resumes/${target.resume_id}`)), parsing_status: "pending" });
  };
  return el("div", { class: "field" }, form([chosen], "Upload", send), sending);
}
