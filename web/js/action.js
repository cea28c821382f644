/** Buttons that do something. */

import { el, notice } from "./elements.js";

/**
 * A button that runs `act`, once at a time. A refusal is said in `told`, an element near it.
 */
export function actionButton(name, act, told, attributes = {}) {
  const button = el("button", { type: "button", ...attributes }, name);
  button.addEventListener("click", async () => {
    if (button.getAttribute("aria-disabled") === "true") {
      return;
    }
    button.setAttribute("aria-disabled", "true");
    told.replaceChildren();
    try {
      await act();
    } catch (error) {
      told.replaceChildren(notice("bad", el("p", {}, error.message)));
    } finally {
      button.removeAttribute("aria-disabled");
    }
  });
  return button;
}
