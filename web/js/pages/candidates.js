/** The company's candidates, found by the beginnings of names, addresses and telephone numbers. */

import { el, link, show } from "../elements.js";
import { field, form } from "../form.js";
import { pagedList } from "../paged-list.js";
import { STAGES } from "../stages.js";

export async function open(_place, query) {
  const sought = query.get("search") ?? "";
  const hint = "The beginning of a name, an e-mail address or a telephone number. Empty: everybody.";
  const shape = { type: "search", value: sought, maxlength: "100", required: false };
  const search = field({ name: "search", label: "Search", hint, ...shape });
  const find = ({ search: text }) => location.assign(`/candidates${asked(text)}`);
  const none = sought ? "Nobody is found." : "There is nobody yet.";
  const list = await pagedList(`/api/v1/candidates${asked(sought)}`, "candidates", entry, none);
  show("Candidates", form([search], "Search", find), list);
}

function asked(text) {
  return text ? `?search=${encodeURIComponent(text)}` : "";
}

function entry(candidate) {
  const about = [candidate.position, candidate.location].filter(Boolean).join(" · ");
  return el(
    "li",
    {},
    el("p", { class: "state" }, STAGES[candidate.status] ?? candidate.status),
    el("h2", {}, link(`/candidates/${candidate.id}`, candidate.full_name || candidate.email || "Without a name")),
    about ? el("p", { class: "company" }, about) : null,
  );
}
