/** The company's invitations: who has used theirs, and taking one back. */

import { actionButton } from "../action.js";
import { post } from "../api.js";
import { ask } from "../dialog.js";
import { day, el, link, show } from "../elements.js";
import { pagedList } from "../paged-list.js";

const STATES = { pending: "Not used yet", claimed: "Used", revoked: "Taken back" };

export async function open() {
  const none = "There is none yet. Invite on a job's page.";
  show("Invitations", await pagedList("/api/v1/invitations", "invitations", entry, none));
}

function entry(invitation) {
  const { id, status, candidate_id: candidate, candidate_email: email, job_title: job, expires_at: until } = invitation;
  const told = el("div", {});
  const node = el(
    "li",
    {},
    el("p", { class: `state ${status}`, role: "status" }, STATES[status]),
    el("h2", {}, link(`/candidates/${candidate}`, email)),
    el("p", { class: "company" }, `${job}${status === "pending" ? `, open until ${day(until)}` : ""}`),
  );
  if (status === "pending") {
    const revoke = async () => {
      const words = `The link that ${email} has stops working.`;
      if (await ask("Take this invitation back?", words, { yes: "Take it back", no: "Keep it" })) {
        node.replaceWith(entry(await post(`/api/v1/invitations/${id}/revoke`)));
      }
    };
    node.append(actionButton("Take it back", revoke, told, { class: "danger" }), told);
  }
  return node;
}
