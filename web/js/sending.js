/** Shows a file that is being sent: how far it is, and a button to go on where it broke off. */

import { el, notice } from "./elements.js";
import { Upload } from "./upload.js";

/** Send the file by the upload link, and show it in `place`. Ends when it has arrived; however often that is tried. */
export async function sendFile(place, url, file) {
  const name = file.name ?? "your recording";
  const bar = el("progress", { max: "1", value: "0", "aria-label": `Sending ${name}` });
  const share = el("span", { class: "share" });
  const upload = new Upload(url, file, (part) => {
    bar.value = part;
    share.textContent = `${Math.round(part * 100)} %`;
  });
  for (;;) {
    place.replaceChildren(el("p", { class: "sending" }, `Sending ${name} …`, bar, share));
    try {
      await upload.run();
      place.replaceChildren();
      return;
    } catch (error) {
      if (error.status >= 400 && error.status < 500) {
        place.replaceChildren();
        throw error;
      }
      await askToGoOn(place, error);
    }
  }
}

function askToGoOn(place, error) {
  return new Promise((resolve) => {
    place.replaceChildren(
      notice("bad", el("p", {}, error.message)),
      el("button", { type: "button", onclick: resolve }, "Go on sending"),
    );
  });
}
