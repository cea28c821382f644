/** A new password: asked for by mail, then set with the mailed link. */

import { post } from "../api.js";
import { el, link, notice, show } from "../elements.js";
import { emailField, form, newPasswordField } from "../form.js";

export function open(_place, query) {
  const token = query.get("token");
  if (token) {
    showChoice(token);
  } else {
    showRequest("Forgot your password?", "We mail you a link to set a new one.");
  }
}

function showChoice(token) {
  const set = async ({ new_password }) => {
    try {
      await post("/api/v1/auth/reset-password", { token, new_password });
    } catch (error) {
      if (error.status !== 410) {
        throw error;
      }
      showRequest("This link is not valid any more", "A link works once, for one hour. We gladly mail you a new one.");
      return;
    }
    show(
      "Your new password is set",
      notice("good", "You were signed out everywhere, to be safe."),
      link("/sign-in", "Sign in", { class: "button primary" }),
    );
  };
  show("Set a new password", form([newPasswordField("new_password")], "Set the password", set));
}

function showRequest(title, text) {
  const request = async ({ email }) => {
    await post("/api/v1/auth/forgot-password", { email });
    show(
      "Look into your mailbox",
      el("p", {}, `If there is an account for ${email}, a link to set a new password is on its way.`),
      el("p", {}, "It works once, for one hour."),
    );
  };
  show(
    title,
    el("p", {}, text),
    form([emailField()], "Send a new link", request),
    el("p", { class: "below" }, link("/sign-in", "Back to signing in")),
  );
}
