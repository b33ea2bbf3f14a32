// Puts the room together: the door's form, the mirror, the visit, the page.

import { askRemove, readyControls } from "./controls";
import type { Urls } from "./line";
import { Mirror, remember, remembered } from "./mirror";
import { Page } from "./page";
import { OUTSIDE } from "./state";
import { Visit } from "./visit";

const root = document.querySelector<HTMLElement>("[data-room]");
const urls = JSON.parse(document.getElementById("room-urls")?.textContent ?? "null") as Urls | null;

function csrf(): string {
  return document.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
}

function start(room: HTMLElement, to: Urls): void {
  const glass = document.querySelector<HTMLElement>("[data-mirror-glass]");
  const mirror = glass ? new Mirror(glass) : null;
  const page = new Page(room, {
    picture: (identity, element) => visit.media.picture(identity, element),
    admit: (wait) => void visit.line.act("admit", { wait }).then(() => visit.beatOnce()),
    deny: (wait) => void visit.line.act("deny", { wait, why: "" }).then(() => visit.beatOnce()),
    askRemove: (identity, name) => askRemove(room, identity, name),
  });
  const voices = room.querySelector<HTMLElement>("[data-voices]") ?? room;
  const trouble = (kind: string) => {
    const place = room.querySelector<HTMLElement>("[data-trouble]");
    if (place) place.textContent = page.word(`no_${kind}`);
  };
  const visit = new Visit(
    to,
    csrf,
    room.dataset.with ?? "",
    voices,
    (state) => page.draw(state),
    trouble,
    remembered,
  );
  readyControls(room, visit, page, to.left);
  const form = document.querySelector<HTMLFormElement>("form[data-enter]");
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (mirror) remember(mirror.close());
    try {
      if (!(await visit.enter(new FormData(form)))) form.submit();
      else history.replaceState(null, "", room.dataset.here ?? location.href);
    } catch {
      visit.happen({
        kind: "refused",
        refusal: { reason: "line", words: page.word("no_line") },
        waiting: false,
      });
    }
  });
  if (room.dataset.inside !== undefined) void visit.comeBack();
  else page.draw(OUTSIDE);
}

if (root && urls) start(root, urls);
