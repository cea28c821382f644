/** Calls of the API. A refusal is an ApiError whose message is a sentence to show. */

import * as session from "./session.js";

const PATIENCE_MS = 30_000;
const MAX_TOKEN = 512;
const API = document.querySelector('meta[name="api"]')?.content ?? ""; // empty where the API is under our own address
const NO_CONNECTION = "There is no connection to Talenti. Check your network, then try again.";

let clockAhead = 0;

/** A refusal. `status` is 0 when no answer came; `errors` names each broken rule with its field. */
export class ApiError extends Error {
  constructor(status, code, message, errors = []) {
    super(message);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }
}

/** Where the browser itself finds something of the API, as a link does. */
export function addressOf(path) {
  return API + path;
}

/** The token of a mailed link; empty, if there is none that could be one. */
export function tokenOf(query) {
  const token = query.get("token") ?? "";
  return token.length <= MAX_TOKEN ? token : "";
}

/** What is at the address. */
export function get(path) {
  return call("GET", path);
}

/** Do something; with a `key` once, however often it is asked for. */
export function post(path, body, { key } = {}) {
  return call("POST", path, body, key);
}

/** Put something in place of what is at the address. A form goes as a form. */
export function put(path, body) {
  return call("PUT", path, body);
}

/** Change some of what is at the address. */
export function patch(path, body) {
  return call("PATCH", path, body);
}

/** Delete what is at the address. */
export function remove(path) {
  return call("DELETE", path);
}

/** A file of the API, as the browser keeps it until `URL.revokeObjectURL`: its address. */
export async function fileAddress(path) {
  const answer = await answered("GET", path);
  return answer.ok ? URL.createObjectURL(await answer.blob()) : read(answer);
}

/** Now, by the server's clock, in milliseconds since 1970. */
export function serverNow() {
  return Date.now() + clockAhead;
}

/** Where the browser goes to sign in and then come back to where it is. */
export function signInAddress() {
  return `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;
}

async function call(method, path, body, key) {
  return read(await answered(method, path, body, key));
}

/** The answer, with new tokens if those of this window have ended. */
async function answered(method, path, body, key) {
  const used = session.session()?.access;
  const answer = await send(method, path, body, used, key);
  if (answer.status !== 401 || !used) {
    return answer;
  }
  await refresh(used);
  return send(method, path, body, session.session().access, key);
}

async function send(method, path, body, token, key) {
  const headers = { Accept: 'application/json; profile="plain"' };
  if (token) {
    headers.Authorization = `Bearer ${token}`;
    headers["X-Talenti-Authorization"] = headers.Authorization; // Static Web Apps replaces the other one on its way
  }
  if (key) {
    headers["Idempotency-Key"] = key;
  }
  const isForm = body instanceof FormData;
  if (body !== undefined && !isForm) {
    headers["Content-Type"] = "application/json";
  }
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const content = isForm ? body : body && JSON.stringify(body);
    const answer = await fetch(API + path, { method, headers, body: content, signal, cache: "no-store" });
    setClock(answer.headers.get("Date"));
    return answer;
  } catch {
    throw new ApiError(0, "no_connection", NO_CONNECTION);
  }
}

async function read(answer) {
  const text = await answer.text().catch(() => "");
  let content = {};
  try {
    content = text ? JSON.parse(text) : {};
  } catch {
    content = {};
  }
  if (!answer.ok) {
    const message = content.detail ?? "Something went wrong on our side. Please try again in a moment.";
    throw new ApiError(answer.status, content.code ?? "error", message, content.errors);
  }
  return content;
}

/** New tokens in place of those that were `used`. A refresh token works once, so one window at a time asks. */
async function refresh(used) {
  await navigator.locks.request("talenti.refresh", async () => {
    const newest = await session.adopt();
    if (!newest || newest.access !== used) {
      return;
    }
    const answer = await send("POST", "/api/v1/auth/refresh", { refresh_token: newest.refresh });
    if (answer.ok) {
      session.begin(await read(answer));
    } else if (answer.status === 401) {
      session.expire();
    } else {
      await read(answer);
    }
  });
  if (!session.session()) {
    location.replace(signInAddress());
    throw new ApiError(401, "signed_out", "Your session has ended. Sign in again.");
  }
}

/** The server's clock, as far as whole seconds in its answers tell. */
function setClock(date) {
  const server = Date.parse(date ?? "");
  if (!Number.isNaN(server) && Math.abs(server - Date.now() - clockAhead) > 2000) {
    clockAhead = server - Date.now();
  }
}
