/** A question in front of the page. */

import { el } from "./elements.js";

/** Whether they say yes. The button that changes nothing comes first and has the focus; Escape means no, too. */
export function ask(title, words, { yes, no }) {
  const dialog = el(
    "dialog",
    { "aria-labelledby": "ask-title" },
    el("h2", { id: "ask-title" }, title),
    el("p", {}, words),
    el(
      "form",
      { method: "dialog", class: "buttons" },
      el("button", { value: "no", autofocus: true }, no),
      el("button", { value: "yes", class: "danger" }, yes),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}
