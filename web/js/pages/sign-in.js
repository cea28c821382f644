/** Signing in, and back to where one came from. */

import { post } from "../api.js";
import { el, link, notice, show } from "../elements.js";
import { emailField, field, form } from "../form.js";
import * as session from "../session.js";

export function open(_place, query) {
  const next = ownAddress(query.get("next"));
  if (session.session()) {
    location.replace(next);
    return;
  }
  const email = emailField();
  const password = field({ name: "password", label: "Password", type: "password", autocomplete: "current-password" });
  const signIn = async (credentials) => {
    session.begin(await post("/api/v1/auth/login", credentials));
    location.replace(next);
  };
  show(
    "Sign in",
    form([email, password], "Sign in", signIn, (error) => help(error, email.input)),
    el("p", { class: "below" }, link("/reset-password", "I forgot my password")),
  );
}

/** The address of a page of ours, so that a link can't send anybody elsewhere. Whole: `//elsewhere` is a path as well. */
function ownAddress(path) {
  const address = URL.canParse(path ?? "/", location.origin) ? new URL(path ?? "/", location.origin) : null;
  const isOurs = address?.origin === location.origin && address.protocol === location.protocol;
  return isOurs ? address.href : "/";
}

function help(error, email) {
  if (error.code !== "email_not_verified") {
    return [];
  }
  const button = el("button", { type: "button" }, "Send a new link");
  button.addEventListener("click", async () => {
    try {
      await post("/api/v1/auth/resend-verification", { email: email.value.trim() });
      button.replaceWith(notice("good", "A new link is on its way to your mailbox."));
    } catch (failed) {
      button.after(notice("bad", failed.message));
    }
  });
  return [button];
}
