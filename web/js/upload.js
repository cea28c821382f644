/** A file on its way straight to storage, by an upload link: in one piece, or in blocks where it is large. */

import { ApiError } from "./api.js";

const BLOCK_BYTES = 4 * 1024 * 1024;
const PATIENCE_MS = 120_000;
const WAITS_MS = [1000, 2000, 4000, 8000];
const TOO_LATE = "The time for sending this file is over. Choose it again.";
const NO_CONNECTION = "The file did not get through. Check your network, then go on: what has arrived stays there.";

/** Calls `tell(share)` with how much has arrived, from 0 to 1. */
export class Upload {
  #url;
  #file;
  #tell;
  #arrived = []; // the ids of the blocks that storage has

  constructor(url, file, tell) {
    this.#url = new URL(url);
    this.#file = file;
    this.#tell = tell;
  }

  /** Send the file, or what is missing of it after a try that failed. Each block is tried several times. */
  async run() {
    if (this.#file.size <= BLOCK_BYTES) {
      await this.#insist({}, this.#file, { "x-ms-blob-type": "BlockBlob", "Content-Type": typeOf(this.#file) }, 0);
      return;
    }
    while (this.#arrived.length * BLOCK_BYTES < this.#file.size) {
      const start = this.#arrived.length * BLOCK_BYTES;
      const blockid = btoa(String(this.#arrived.length).padStart(6, "0"));
      await this.#insist({ comp: "block", blockid }, this.#file.slice(start, start + BLOCK_BYTES), {}, start);
      this.#arrived.push(blockid);
    }
    const list = `<BlockList>${this.#arrived.map((id) => `<Latest>${id}</Latest>`).join("")}</BlockList>`;
    await this.#insist({ comp: "blocklist" }, list, { "x-ms-blob-content-type": typeOf(this.#file) }, this.#file.size);
  }

  async #insist(query, body, headers, start) {
    const url = new URL(this.#url);
    Object.entries(query).forEach(([name, value]) => url.searchParams.set(name, value));
    const tell = (sent) => this.#tell(Math.min(1, (start + sent) / this.#file.size));
    for (const wait of [...WAITS_MS, null]) {
      try {
        tell(0);
        await put(url, body, headers, tell);
        return;
      } catch (error) {
        if (wait === null || (error.status > 0 && error.status < 500 && error.status !== 429)) {
          throw error;
        }
      }
      await pause(wait);
    }
  }
}

function typeOf(file) {
  return file.type || "application/octet-stream";
}

/** One request. XMLHttpRequest, since fetch does not tell how much was sent. */
function put(url, body, headers, tell) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", url);
    request.timeout = PATIENCE_MS;
    Object.entries(headers).forEach(([name, value]) => request.setRequestHeader(name, value));
    request.upload.onprogress = ({ loaded }) => tell(loaded);
    request.onload = () => {
      const message = request.status < 500 ? TOO_LATE : NO_CONNECTION;
      request.status === 201 ? resolve() : reject(new ApiError(request.status, "upload", message));
    };
    request.onerror = request.ontimeout = () => reject(new ApiError(0, "no_connection", NO_CONNECTION));
    request.send(body);
  });
}

/** Wait so long, or without a network until it is back. */
async function pause(wait) {
  await new Promise((resolve) => setTimeout(resolve, wait));
  if (!navigator.onLine) {
    await new Promise((resolve) => addEventListener("online", resolve, { once: true }));
  }
}
