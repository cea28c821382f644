/** Getting no more bulk mail of a company, by a mailed link. A press of a button, because mail scanners open links too. */

import { get, post, tokenOf } from "../api.js";
import { el, notice, show } from "../elements.js";
import { form } from "../form.js";

export async function open(_place, query) {
  const token = tokenOf(query);
  if (!token) {
    showNotValid();
    return;
  }
  const at = (action) => `/api/v1/email/${action}?token=${encodeURIComponent(token)}`;
  const decide = async (action) => tell(await post(at(action)), decide);
  try {
    const known = await get(at("unsubscribe"));
    if (known.unsubscribed) {
      tell(known, decide);
    } else {
      ask(known, decide);
    }
  } catch (error) {
    if (error.status !== 410) {
      throw error;
    }
    showNotValid();
  }
}

function ask({ company }, decide) {
  show(
    "Get no more such mails?",
    el("p", {}, "One press, and ", el("strong", {}, company), " sends you no more mail that goes to many people."),
    el("p", {}, "Mail about your own interviews, and links that you ask for, still come."),
    form([], "Send me no more", () => decide("unsubscribe")),
  );
}

function tell({ company, unsubscribed }, decide) {
  if (unsubscribed) {
    show(
      "You get no more such mails",
      notice("good", `${company} sends you no more mail that goes to many people.`),
      el("p", {}, "Was that a mistake?"),
      form([], "Send them to me again", () => decide("resubscribe")),
    );
  } else {
    show("You get these mails again", notice("good", `${company} may write to you again.`));
  }
}

function showNotValid() {
  show(
    "This link is not valid any more",
    el("p", {}, "Open it from the mail once more, whole. To be removed altogether, answer to the company's mail."),
  );
}
