/** Reading the interviewer's words aloud, with the voice that the browser has. Nothing is sent anywhere for it. */

import { el } from "../elements.js";

const READ = "Read the question aloud";
const STOP = "Stop reading";

/** A button that reads what `words()` gives; null where the browser has no voice. */
export function aloudButton(words, language) {
  if (!("speechSynthesis" in window)) {
    return null;
  }
  const button = el("button", { type: "button", class: "quiet" }, READ);
  const done = () => (button.textContent = READ);
  button.addEventListener("click", () => {
    const isReading = button.textContent === STOP;
    speechSynthesis.cancel();
    done();
    if (!isReading) {
      const utterance = new SpeechSynthesisUtterance(words());
      [utterance.lang, utterance.onend, utterance.onerror] = [language, done, done];
      button.textContent = STOP;
      speechSynthesis.speak(utterance);
    }
  });
  return button;
}

/** Nobody reads into a microphone, or on after the end. */
export function hush() {
  window.speechSynthesis?.cancel();
}
