// One press, and nothing of the group is on this screen: the sound away, microphone and camera shut, a page of
// plain notes instead (H14). Help has no button there, which would tell on the person; F8 still calls.

import { part } from "./dom";
import { remember } from "./mirror";
import type { Visit } from "./visit";

export function readyCover(root: HTMLElement, visit: Visit): () => void {
  const sheet = root.querySelector<HTMLDialogElement>("dialog[data-cover]");
  const title = document.title;
  sheet?.addEventListener("close", () => {
    document.title = title;
    visit.media.hush(false);
  });
  return () => {
    if (!sheet || sheet.open) return;
    for (const open of root.querySelectorAll<HTMLDialogElement>("dialog[open]")) open.close();
    sheet.showModal();
    document.title = part(sheet, "cover-title").textContent ?? "";
    visit.media.hush(true);
    // Whoever comes near hears nothing and is not heard; both stay off until they are pressed again.
    void visit.media.microphone(false);
    void visit.media.camera(false);
    remember({ microphone: false, camera: false });
  };
}
