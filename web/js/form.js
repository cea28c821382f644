/** Forms: labelled fields, errors beside them, one busy button. */

import { ApiError } from "./api.js";
import { el } from "./elements.js";

let numbered = 0;

/**
 * A field to be used in a form. `check` gives a sentence when the value won't do. With `options`, pairs of a value and its
 * name, one of them is chosen; with `rows` there is room for so many lines.
 */
export function field({ name, label, hint, check = () => null, options, ...attributes }) {
  const id = `field-${++numbered}`;
  const tag = options ? "select" : attributes.rows ? "textarea" : "input";
  const choices = (options ?? []).map(([value, text]) => el("option", { value }, text));
  const described = `${id}-error ${id}-hint`;
  const input = el(tag, { id, name, "aria-describedby": described, required: true, ...attributes }, choices);
  const error = el("p", { id: `${id}-error`, class: "error" });
  const control = attributes.type === "password" ? el("div", { class: "password" }, input, reveal(input)) : input;
  const node = el(
    "div",
    { class: "field" },
    el("label", { for: id }, label),
    hint ? el("p", { id: `${id}-hint`, class: "hint" }, hint) : el("span", { id: `${id}-hint`, hidden: true }),
    control,
    error,
  );
  const complain = (sentence) => {
    error.textContent = sentence ?? "";
    input.setAttribute("aria-invalid", String(Boolean(sentence)));
    return !sentence;
  };
  const missing = () => (input.required ? `${label}: please fill this in.` : null);
  const isGood = () => complain(input.value.trim() ? check(valueOf(input)) : missing());
  return { name, label, node, input, complain, isGood };
}

/** An e-mail address. */
export function emailField(value = "") {
  return field({
    name: "email",
    label: "E-mail address",
    type: "email",
    autocomplete: "username",
    value,
    check: (text) => (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text.trim()) ? null : "An address looks like name@example.org."),
  });
}

/** A password that is chosen now. */
export function newPasswordField(name) {
  return field({
    name,
    label: "New password",
    hint: "8 to 128 characters. Length is what counts: a few words you remember are fine.",
    type: "password",
    autocomplete: "new-password",
    maxlength: "128",
    check: (text) => (text.length < 8 ? `That has ${text.length} characters; at least 8 are needed.` : null),
  });
}

/**
 * A form that sends its values. What the API refuses is said beside the field, or above the button, where `helpFor` the
 * refusal may add what to do about it.
 */
export function form(fields, action, send, helpFor = () => []) {
  const alert = el("div", { role: "alert", class: "form-alert" });
  const button = el("button", { class: "primary" }, action);
  const node = el("form", { novalidate: true }, fields.map((one) => one.node), alert, button);
  node.addEventListener("submit", async (event) => {
    event.preventDefault();
    alert.replaceChildren();
    const wrong = fields.filter((one) => !one.isGood());
    if (wrong.length > 0 || button.getAttribute("aria-disabled") === "true") {
      wrong[0]?.input.focus();
      return;
    }
    button.setAttribute("aria-disabled", "true");
    try {
      await send(Object.fromEntries(fields.map((one) => [one.name, valueOf(one.input)])));
    } catch (error) {
      explain(error, fields, alert, helpFor);
    } finally {
      button.removeAttribute("aria-disabled");
    }
  });
  return node;
}

function valueOf(input) {
  if (input.type === "file") {
    return input.files[0];
  }
  return input.name.endsWith("password") ? input.value : input.value.trim();
}

function explain(error, fields, alert, helpFor) {
  if (!(error instanceof ApiError)) {
    throw error;
  }
  const named = fields.map((one) => [one, error.errors?.find((broken) => broken.field === one.name)]);
  const found = named.filter(([, broken]) => broken);
  for (const [one, broken] of found) {
    one.complain(`${one.label}: ${broken.message}`);
  }
  if (found.length > 0) {
    found[0][0].input.focus();
  } else {
    alert.append(el("p", { class: "notice bad" }, error.message), ...helpFor(error));
  }
}

function reveal(input) {
  const word = el("span", {}, "Show");
  const button = el("button", { type: "button", class: "quiet" }, word, el("span", { class: "unseen" }, " the password"));
  button.addEventListener("click", () => {
    const shown = input.type === "text";
    input.type = shown ? "password" : "text";
    word.textContent = shown ? "Show" : "Hide";
  });
  return button;
}
