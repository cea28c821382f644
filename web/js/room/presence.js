/**
 * What this browser can honestly observe of the candidate, with their consent, while the page is visible: whether there
 * is speech at the microphone, and where the browser finds faces (`FaceDetector`) how many are before the camera. Seconds
 * are all that is sent; no sound and no picture leaves the device. Where somebody looks is not observed.
 */

import { post } from "../api.js";
import { el } from "../elements.js";

const SAMPLE_MS = 500;
const REPORT_MS = 15_000;
const SPEECH_LEVEL = 0.03; // root mean square of the samples, which are from -1 to 1

/** Whether faces are counted too, as far as can be told before the camera is on. */
export const seesFaces = "FaceDetector" in window;

export class Presence {
  #path;
  #stream;
  #sound;
  #level;
  #picture;
  #detector;
  #timers = [];
  #looked;
  #seconds;
  #seesFaces = seesFaces;

  constructor(interviewId) {
    this.#path = `/api/v1/interviews/${interviewId}/presence`;
  }

  /** Ask for the microphone (and the camera), and begin. Fails where the browser or the person refuses. */
  async start() {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: seesFaces });
    try {
      await this.#listen(stream);
    } catch (error) {
      letGo(stream);
      throw error;
    }
    this.#stream = stream;
    this.#begin();
    this.#timers = [setInterval(() => this.#look(), SAMPLE_MS), setInterval(() => this.#report(), REPORT_MS)];
  }

  /** End the observation; without consent everything that was observed is forgotten, whenever that was. */
  async stop({ consent }) {
    const stream = this.#stream;
    if (stream) {
      this.#timers.forEach(clearInterval);
      letGo(stream);
      this.#stream = null;
      await this.#sound.close();
    }
    if (!consent) {
      await post(this.#path, { consent: false });
    } else if (stream) {
      await this.#report();
    }
  }

  async #listen(stream) {
    this.#sound = new AudioContext();
    this.#level = this.#sound.createAnalyser();
    this.#sound.createMediaStreamSource(stream).connect(this.#level);
    if (this.#seesFaces) {
      this.#detector = new FaceDetector({ maxDetectedFaces: 2, fastMode: true });
      this.#picture = el("video", { playsinline: true });
      [this.#picture.muted, this.#picture.srcObject] = [true, stream];
      await this.#picture.play();
    }
  }

  #begin() {
    this.#looked = performance.now();
    this.#seconds = { seconds: 0, speaking: 0, ...(this.#seesFaces ? { face_in_frame: 0, more_than_one_face: 0 } : {}) };
  }

  async #look() {
    const now = performance.now();
    const passed = Math.min((now - this.#looked) / 1000, (2 * SAMPLE_MS) / 1000);
    this.#looked = now;
    if (document.hidden || this.#sound.state !== "running") {
      this.#sound.resume().catch(() => {}); // a browser may keep it still until somebody presses something
      return;
    }
    const seconds = this.#seconds;
    seconds.seconds += passed;
    seconds.speaking += this.#isSpeaking() ? passed : 0;
    if (this.#seesFaces) {
      await this.#countFaces(seconds, passed);
    }
  }

  async #countFaces(seconds, passed) {
    try {
      const faces = await this.#detector.detect(this.#picture);
      seconds.face_in_frame += faces.length > 0 ? passed : 0;
      seconds.more_than_one_face += faces.length > 1 ? passed : 0;
    } catch {
      this.#seesFaces = false; // a browser may name the detector and have none: then nothing is said of faces
      delete seconds.face_in_frame;
      delete seconds.more_than_one_face;
    }
  }

  #isSpeaking() {
    const samples = new Float32Array(this.#level.fftSize);
    this.#level.getFloatTimeDomainData(samples);
    const square = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    return Math.sqrt(square) > SPEECH_LEVEL;
  }

  /** Tell the seconds since the last report. What does not get through is not told again. */
  async #report() {
    const observed = Object.entries(this.#seconds).map(([name, value]) => [name, Math.round(value * 100) / 100]);
    const isNews = this.#seconds.seconds > 0;
    this.#begin();
    if (isNews) {
      await post(this.#path, { consent: true, ...Object.fromEntries(observed) }).catch(() => {});
    }
  }
}

function letGo(stream) {
  stream.getTracks().forEach((track) => track.stop());
}
