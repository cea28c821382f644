/** An answer into the microphone (and the camera): recorded, listened to, and sent or thrown away. */

import { el, notice } from "../elements.js";

const MAX_SECONDS = 10 * 60;
const BITS = { audioBitsPerSecond: 32_000, videoBitsPerSecond: 500_000 };
const NOT_ALLOWED = "Your browser does not let this page record. Allow it in the browser's settings, or type your answer.";
const NOT_SENT = "Sending was given up. Your recording is still here: send it again.";

/** Whether this browser can record. */
export function canRecord() {
  return Boolean(window.MediaRecorder && navigator.mediaDevices?.getUserMedia);
}

/**
 * The panel for one recording at a time. `kind` is "audio" or "video". Calls `on.begin` and `on.end` around it, and
 * `on.send(recording, place)`, which shows its progress in `place` and fails if the recording was not taken.
 */
export class Recorder {
  #kind;
  #on;
  #recorder;
  #timer;
  #address;
  #isOver = false;

  constructor(kind, on) {
    this.#kind = kind;
    this.#on = on;
    this.node = el("div", { class: "recorder", role: "group", "aria-label": "Your recording", hidden: true });
  }

  /** Ask for the microphone, and record. */
  async start() {
    this.#on.begin();
    this.node.hidden = false;
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: this.#kind === "video" });
    } catch {
      this.#show([notice("bad", el("p", {}, NOT_ALLOWED))], [["Close", () => this.#close()]]);
      return;
    }
    if (this.#isOver) {
      stream.getTracks().forEach((track) => track.stop());
      return;
    }
    this.#record(stream);
    this.#showRecording(stream);
  }

  /** The interview is over: let go of the microphone, and forget what was recorded. */
  discard() {
    this.#isOver = true;
    if (this.#recorder?.state === "recording") {
      this.#recorder.stop();
    }
  }

  #record(stream) {
    const pieces = [];
    this.#recorder = new MediaRecorder(stream, BITS);
    this.#recorder.ondataavailable = ({ data }) => pieces.push(data);
    this.#recorder.onstop = () => {
      clearInterval(this.#timer);
      stream.getTracks().forEach((track) => track.stop());
      if (!this.#isOver) {
        const { mimeType: type } = this.#recorder;
        this.#offer(new Blob(pieces, { type: type.split(";")[0] }));
      }
    };
    this.#recorder.start();
  }

  #showRecording(stream) {
    const time = el("span", { class: "clock" }, "0:00");
    const began = Date.now();
    this.#timer = setInterval(() => {
      const seconds = Math.floor((Date.now() - began) / 1000);
      time.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
      if (seconds >= MAX_SECONDS) {
        this.#recorder.stop();
      }
    }, 500);
    const seen = this.#kind === "video" ? [this.#picture(stream)] : [];
    const state = el("p", { class: "recording" }, el("span", { role: "status" }, "Recording"), " ", time);
    this.#show([...seen, state], [["Stop recording", () => this.#recorder.stop()]]);
  }

  #picture(stream) {
    const picture = el("video", { autoplay: true, playsinline: true, "aria-label": "What your camera shows" });
    [picture.muted, picture.srcObject] = [true, stream];
    return picture;
  }

  /** Let them listen before anything leaves the device. */
  #offer(recording) {
    this.#address = URL.createObjectURL(recording);
    const player = el(this.#kind, { controls: true, src: this.#address, "aria-label": "Your recording" });
    const place = el("div", {});
    const send = async () => {
      this.#setBusy(true);
      try {
        await this.#on.send(recording, place);
        this.#close();
      } catch (error) {
        place.replaceChildren(notice("bad", el("p", {}, error.message || NOT_SENT)));
        this.#setBusy(false);
      }
    };
    this.#show(
      [el("p", { role: "status" }, "Recorded. Listen to it, then send it or throw it away."), player, place],
      [["Throw it away", () => this.#close()], ["Send the recording", send, "primary"]],
    );
  }

  #show(content, actions) {
    const buttons = actions.map(([name, act, kind = ""]) =>
      el("button", { type: "button", class: kind, onclick: () => !this.#busy && act() }, name),
    );
    this.node.replaceChildren(...content, el("div", { class: "buttons" }, buttons));
    buttons.at(-1).focus();
  }

  get #busy() {
    return this.node.getAttribute("aria-busy") === "true";
  }

  #setBusy(busy) {
    this.node.setAttribute("aria-busy", String(busy));
    this.node.querySelectorAll(".buttons button").forEach((one) => one.setAttribute("aria-disabled", String(busy)));
  }

  #close() {
    URL.revokeObjectURL(this.#address);
    this.#setBusy(false);
    this.node.hidden = true;
    this.node.replaceChildren();
    this.#on.end();
  }
}
