/** One interview: what to know before it, the room, and what is said after it. */

import { get } from "../api.js";
import { el, link, show } from "../elements.js";
import { consentBox, offersObservation } from "../room/observation.js";
import { canRecord } from "../room/recorder.js";
import { Room } from "../room/room.js";
import { session } from "../session.js";

export async function open({ id }) {
  const interview = await get(`/api/v1/interviews/${id}`);
  const { user } = session();
  if (user.role !== "CANDIDATE" && interview.taken_by_user_id !== user.id) {
    show(
      "Interviews are taken by their candidates",
      el("p", {}, "You are signed in as somebody else. Sign out, and open the link again as the candidate."),
    );
    return;
  }
  if (interview.led_by === "person") {
    location.replace("/interviews");
  } else if (interview.status === "scheduled") {
    showIntroduction(interview);
  } else if (interview.status === "cancelled") {
    show(
      "This interview was called off",
      el("p", {}, `${company(interview)} called it off. If that surprises you, ask them.`),
      link("/interviews", "My interviews", { class: "button" }),
    );
  } else {
    await new Room(interview).open();
  }
}

function showIntroduction(interview) {
  const begin = el("button", { class: "primary", type: "button" }, "Begin the interview");
  const consent = offersObservation(interview) ? consentBox() : null;
  begin.addEventListener("click", () =>
    new Room(interview).open({ begun: true, observed: Boolean(consent?.isGiven()) }),
  );
  const minutes = Math.round(interview.max_minutes);
  const count = interview.question_count;
  const speaks = canRecord() && !interview.accommodations.text_only;
  const kind = speaks ? "conversation that you type or speak" : "written conversation";
  show(
    `Your interview: ${interview.job_title}`,
    el(
      "div",
      { class: "notice note" },
      el("p", {}, el("strong", {}, "An AI leads this interview. A person decides.")),
      el("p", {}, `Somebody at ${company(interview)} reads what you said and makes the decision.`),
    ),
    el(
      "ul",
      { class: "facts" },
      el("li", {}, `It is a ${kind}: ${count === 1 ? "1 question" : `${count} questions`}, some of them followed up.`),
      el("li", {}, `You have ${minutes} minutes from when you begin. The clock runs on if you leave.`),
      el("li", {}, "Each answer is kept as soon as you send it. If the connection breaks, you go on at the same question."),
      el("li", {}, "Ask for a question to be repeated or put in simpler words. “I don't know” is an answer too."),
      el("li", {}, "In the end you can ask questions of your own."),
    ),
    consent?.node,
    begin,
  );
}

function company(interview) {
  return interview.company_name ?? "the company";
}
