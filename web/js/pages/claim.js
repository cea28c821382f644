/** An invitation: what it is for, and the password with which the account begins. */

import { get, post, tokenOf } from "../api.js";
import { day, el, link, show } from "../elements.js";
import { form, newPasswordField } from "../form.js";
import * as session from "../session.js";

export async function open(_place, query) {
  const token = tokenOf(query);
  const invitation = token ? await get(`/api/v1/invitations/validate?token=${encodeURIComponent(token)}`) : {};
  if (invitation.account_claimed) {
    showUsed(invitation.interview_id);
  } else if (!invitation.valid) {
    showExpired();
  } else {
    showInvitation(token, invitation);
  }
}

function showInvitation(token, invitation) {
  const claim = async ({ password }) => {
    try {
      session.begin(await post("/api/v1/auth/claim-invite", { token, password }));
    } catch (error) {
      if (error.status !== 410) {
        throw error;
      }
      (error.code === "used" ? showUsed : showExpired)(invitation.interview_id);
      return;
    }
    location.replace(`/interview/${invitation.interview_id}`);
  };
  const greeting = invitation.candidate_name ? `Welcome, ${invitation.candidate_name}` : "Welcome";
  show(
    greeting,
    el(
      "p",
      {},
      el("strong", {}, invitation.company ?? "A company"),
      " invites you to an interview for the position ",
      el("strong", {}, invitation.job_title ?? "that you applied for"),
      ".",
    ),
    el("p", { class: "notice note" }, "An AI leads the interview. A person reads what you said and decides."),
    facts(invitation),
    el("h2", {}, "Choose a password"),
    el("p", {}, "With it you can stop and come back at any time."),
    form([newPasswordField("password")], "Set the password and go on", claim, helpWithAccount),
  );
}

function facts(invitation) {
  return el(
    "dl",
    {},
    el("div", {}, el("dt", {}, "Your address"), el("dd", {}, invitation.candidate_email)),
    el("div", {}, el("dt", {}, "Open until"), el("dd", {}, day(invitation.expires_at))),
  );
}

function helpWithAccount(error) {
  if (error.code !== "account_exists") {
    return [];
  }
  const reset = link("/reset-password", "set a new one");
  return [el("p", {}, "Enter that account's password above to add this invitation to it. Forgotten? First ", reset, ".")];
}

function showUsed(interviewId) {
  const next = interviewId ? `/interview/${interviewId}` : "/interviews";
  show(
    "This invitation was used",
    el("p", {}, "Your account is there: sign in with the password that you chose."),
    link(`/sign-in?next=${encodeURIComponent(next)}`, "Sign in", { class: "button primary" }),
    el("p", { class: "below" }, link("/reset-password", "I forgot my password")),
  );
}

function showExpired() {
  show(
    "This invitation is not valid any more",
    el("p", {}, "It has expired or was taken back. Ask the company for a new one: a reply to their mail is enough."),
    el("p", { class: "below" }, "You have an account? ", link("/sign-in", "Sign in"), "."),
  );
}
