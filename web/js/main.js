/** The web app: finds the page for the address and opens it. */

import { ApiError, post, signInAddress } from "./api.js";
import { el, link, notice, show } from "./elements.js";
import * as session from "./session.js";

const PAGES = [
  { path: /^\/$/, module: "./pages/home.js", signedIn: true },
  { path: /^\/sign-in\/?$/, module: "./pages/sign-in.js" },
  { path: /^\/verify-email\/?$/, module: "./pages/verify-email.js" },
  { path: /^\/reset-password\/?$/, module: "./pages/reset-password.js" },
  { path: /^\/claim\/?$/, module: "./pages/claim.js" },
  { path: /^\/appointment\/?$/, module: "./pages/appointment.js" },
  { path: /^\/report\/?$/, module: "./pages/report.js" },
  { path: /^\/unsubscribe\/?$/, module: "./pages/unsubscribe.js" },
  { path: /^\/interviews\/?$/, module: "./pages/interviews.js", signedIn: true },
  { path: /^\/resumes\/?$/, module: "./pages/resumes.js", signedIn: true },
  { path: /^\/jobs\/?$/, module: "./pages/jobs.js", signedIn: true },
  { path: /^\/jobs\/(?<id>[0-9a-z-]+)\/?$/i, module: "./pages/job.js", signedIn: true },
  { path: /^\/candidates\/?$/, module: "./pages/candidates.js", signedIn: true },
  { path: /^\/candidates\/(?<id>[0-9a-z-]+)\/?$/i, module: "./pages/candidate.js", signedIn: true },
  { path: /^\/scores\/(?<id>[0-9a-z-]+)\/?$/i, module: "./pages/score.js", signedIn: true },
  { path: /^\/conversations\/(?<id>[0-9a-z-]+)\/?$/i, module: "./pages/conversation.js", signedIn: true },
  { path: /^\/invitations\/?$/, module: "./pages/invitations.js", signedIn: true },
  { path: /^\/interview\/(?<id>[0-9a-z-]+)\/?$/i, module: "./pages/interview.js", signedIn: true },
];

/** Where people of each role find their things, at the top of each page. */
const PLACES = {
  CANDIDATE: [["/interviews", "My interviews"], ["/resumes", "My CVs"]],
  HR: [["/jobs", "Jobs"], ["/candidates", "Candidates"], ["/interviews", "Interviews"], ["/invitations", "Invitations"]],
  EMPLOYEE: [["/jobs", "Jobs"], ["/candidates", "Candidates"], ["/interviews", "Interviews"]],
};

async function open() {
  const page = PAGES.find((one) => one.path.test(location.pathname));
  if (!page) {
    show("There is no such page", el("p", {}, "The address may be mistyped. ", link("/", "Go to the start"), "."));
    return;
  }
  if (!session.session() && page.signedIn && !(await session.adopt())) {
    location.replace(signInAddress());
    return;
  }
  showAccount();
  const { open: openPage } = await import(page.module);
  await openPage(page.path.exec(location.pathname).groups ?? {}, new URLSearchParams(location.search));
}

/** Who is signed in, at the top of each page. */
function showAccount() {
  const signedIn = session.session();
  if (!signedIn) {
    return;
  }
  const { name, role } = signedIn.user;
  const own = (PLACES[role] ?? []).map(([href, words]) => link(href, words));
  const leave = el("button", { class: "quiet", type: "button", onclick: signOut }, "Sign out");
  document.getElementById("account").replaceChildren(el("span", { class: "who" }, name), ...own, leave);
}

async function signOut() {
  try {
    await post("/api/v1/auth/logout");
  } catch (error) {
    if (error.status !== 401) {
      show("You are still signed in", notice("bad", error.message), el("p", {}, "Signing out needs the connection."));
      return;
    }
  }
  session.end();
  location.assign("/sign-in");
}

session.onEnded(() => location.assign("/sign-in"));

try {
  await open();
} catch (error) {
  if (error.code !== "signed_out") {
    const known = error instanceof ApiError;
    show("This did not work", notice("bad", known ? error.message : "Something went wrong in this page."));
    document.querySelector(".card").append(
      el("button", { class: "primary", onclick: () => location.reload() }, "Try again"),
    );
  }
  if (!(error instanceof ApiError)) {
    throw error;
  }
}
