/**
 * Who is signed in. The tokens stay in this window's sessionStorage, and windows of the same browser pass them on to each
 * other: so a new window is signed in too, and nothing outlives the last one.
 */

const KEY = "talenti.session";
const ANSWER_WITHIN_MS = 250;
const windows = new BroadcastChannel("talenti.session");

let current = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
let whenEnded = () => {};

windows.addEventListener("message", ({ data }) => {
  if (data.type === "who" && current) {
    windows.postMessage({ type: "session", session: current });
  } else if (data.type === "session" && current?.user.id === data.session.user.id) {
    keep(data.session);
  } else if (data.type === "ended" && current?.user.id === data.userId) {
    forget();
    whenEnded();
  }
});

/** The session of this window, or null: `{access, refresh, user, since}`. */
export function session() {
  return current;
}

/** Whether who is signed in works for a company. */
export function isStaff() {
  return ["HR", "EMPLOYEE"].includes(current?.user.role);
}

/** Keep the answer to a sign-in or a refresh, here and in the other windows of the same user. */
export function begin(tokens) {
  keep({ access: tokens.access_token, refresh: tokens.refresh_token, user: tokens.user, since: Date.now() });
  windows.postMessage({ type: "session", session: current });
}

/** Signed out: end the session in every window of this user, and forget what was kept here for them. */
export function end() {
  if (current) {
    windows.postMessage({ type: "ended", userId: current.user.id });
  }
  forget();
}

/** The session is over without anybody's wish. What was typed is kept for when they are back. */
export function expire() {
  current = null;
  sessionStorage.removeItem(KEY);
}

/** Call this when another window signed out. */
export function onEnded(listener) {
  whenEnded = listener;
}

/** Take the newest session that another window has, if any. Gives the session of this window then. */
export function adopt() {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      windows.removeEventListener("message", take);
      resolve(current);
    };
    const take = ({ data }) => {
      const fits = !current || current.user.id === data.session?.user.id;
      if (data.type === "session" && fits && data.session.since > (current?.since ?? 0)) {
        keep(data.session);
        done();
      }
    };
    const timer = setTimeout(done, ANSWER_WITHIN_MS);
    windows.addEventListener("message", take);
    windows.postMessage({ type: "who" });
  });
}

function keep(session) {
  if (session.since >= (current?.since ?? 0)) {
    current = session;
    sessionStorage.setItem(KEY, JSON.stringify(session));
  }
}

function forget() {
  current = null;
  sessionStorage.clear();
}
