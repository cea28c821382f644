/** The candidate's own CV files: sent straight to storage, read there, fetched, replaced, deleted. */

import { get } from "../api.js";
import { cvList } from "../cv-entry.js";
import { cvUpload } from "../cv-upload.js";
import { el, show } from "../elements.js";
import { session } from "../session.js";

export async function open() {
  if (session().user.role !== "CANDIDATE") {
    location.replace("/");
    return;
  }
  const { resumes } = await get("/api/v1/resumes/user?limit=100");
  const list = cvList(resumes);
  show(
    "My CVs",
    el("p", {}, "The company sees them, and fills in your profile from what they say. A person decides, not the file."),
    cvUpload(list.add),
    el("h2", {}, "Files"),
    list.node,
  );
}
