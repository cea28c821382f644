/** The start: candidates go to their interviews. */

import { el, link, show } from "../elements.js";
import { session } from "../session.js";

export function open() {
  const { user } = session();
  if (user.role === "CANDIDATE") {
    location.replace("/interviews");
    return;
  }
  show(
    `Welcome, ${user.name}`,
    el("p", {}, "You are signed in, and your account is ready."),
    el(
      "p",
      {},
      "These pages are for candidates. Jobs, invitations, scores and reports are in the API: see ",
      link("/api/v1/docs", "its documentation"),
      ".",
    ),
  );
}
