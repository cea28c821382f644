/** A list that is read page by page. */

import { get } from "./api.js";
import { actionButton } from "./action.js";
import { el } from "./elements.js";

const PAGE = 50;

/**
 * The list at `path`, a page of it and a button for the next; `none` is said where there is nothing. `entry` makes the
 * list item of one, which gets the focus when it is the first of a further page.
 */
export async function pagedList(path, plural, entry, none) {
  const list = el("ul", { class: "entries" });
  const told = el("div", {});
  let cursor = null;
  const read = async () => {
    const joint = path.includes("?") ? "&" : "?";
    const after = cursor ? `&cursor=${encodeURIComponent(cursor)}` : "";
    const page = await get(`${path}${joint}limit=${PAGE}${after}`);
    cursor = page.next_cursor;
    more.hidden = !cursor;
    const items = page[plural].map(entry);
    list.append(...items);
    return items;
  };
  const next = async () => (await read())[0]?.querySelector("a")?.focus();
  const more = actionButton("Show more", next, told);
  await read();
  return list.children.length > 0 ? el("div", { class: "paged" }, list, more, told) : el("p", {}, none);
}
