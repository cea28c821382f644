/** Building the page. Whatever is inserted is inserted as text, never as markup. */

const main = document.getElementById("main");
let pagesShown = 0;

/** An element. Attributes that begin with "on" are listeners; `true` sets an empty one, `false` and null none. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), value);
    } else if (value !== false && value != null) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...children.flat().filter((child) => child != null));
  return element;
}

/** A link to a page of ours. */
export function link(href, text, attributes = {}) {
  return el("a", { href, ...attributes }, text);
}

/** Show a page: a heading and what belongs below it. After the first one the focus follows. */
export function show(title, ...content) {
  const heading = el("h1", { tabindex: "-1" }, title);
  place(title, el("div", { class: "card" }, heading, ...content));
  if (pagesShown++ > 0) {
    heading.focus();
  }
}

/** Put an element into the page as its whole content. */
export function place(title, element) {
  document.title = `${title} · Talenti`;
  main.replaceChildren(element);
}

/** A message in a box of its own. `kind` is "note", "good" or "bad"; a bad one is read out at once. */
export function notice(kind, ...content) {
  return el("div", { class: `notice ${kind}`, role: kind === "bad" ? "alert" : "status" }, ...content);
}

/** A day in words, as this device's clock sees it: 29 November 2025. */
export function day(iso) {
  return new Date(iso).toLocaleDateString("en-GB", { dateStyle: "long" });
}

/** A time of the day, as this device's clock sees it: 14:35. */
export function time(iso) {
  return new Date(iso).toLocaleTimeString("en-GB", { timeStyle: "short" });
}
