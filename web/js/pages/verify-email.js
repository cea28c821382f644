/** Confirming an e-mail address. A press of a button, because mail scanners open links too. */

import { post } from "../api.js";
import { el, link, notice, show } from "../elements.js";
import { emailField, form } from "../form.js";

export function open(_place, query) {
  const token = query.get("token");
  if (!token) {
    showExpired();
    return;
  }
  const confirm = async () => {
    try {
      await post("/api/v1/auth/verify-email", { token });
      showConfirmed();
    } catch (error) {
      if (error.status !== 410 && error.status !== 422) {
        throw error;
      }
      showExpired();
    }
  };
  show(
    "Confirm your address",
    el("p", {}, "One press, and we know that this mailbox is yours."),
    form([], "Confirm my address", confirm),
  );
}

function showConfirmed() {
  show(
    "Your address is confirmed",
    notice("good", "Thank you. You can sign in now."),
    link("/sign-in", "Sign in", { class: "button primary" }),
  );
}

function showExpired() {
  const resend = async ({ email }) => {
    await post("/api/v1/auth/resend-verification", { email });
    show(
      "Look into your mailbox",
      el("p", {}, `If ${email} belongs to an account that is not confirmed yet, a new link is on its way.`),
      el("p", {}, "Confirmed already? Then ", link("/sign-in", "sign in"), "."),
    );
  };
  show(
    "This link is not valid any more",
    el("p", {}, "A link works once, for three days. You may have confirmed already: ", link("/sign-in", "sign in"), "."),
    el("h2", {}, "Get a new link"),
    form([emailField()], "Send a new link", resend),
  );
}
