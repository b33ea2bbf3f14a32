// Puts the room together: the door's form, the mirror, the visit, the page.

import { ask, listDevices, readyControls } from "./controls";
import { FloorPage } from "./floor";
import { LeaderPage } from "./leader";
import type { Urls } from "./line";
import { warm } from "./livekit";
import { Mirror, remember, remembered } from "./mirror";
import { Page } from "./page";
import { OUTSIDE } from "./state";
import { Steer } from "./steer";
import { Visit } from "./visit";

/** The address becomes the room's once the first pictures are there: a new one holds the page up at once. */
const SETTLED_MS = 500;

const root = document.querySelector<HTMLElement>("[data-room]");
const urls = JSON.parse(document.getElementById("room-urls")?.textContent ?? "null") as Urls | null;

/** Once for all that happens in one turn, and after what it set going: nobody waits for a stroke to be connected. */
function soon(act: () => void): () => void {
  const { port1, port2 } = new MessageChannel();
  let due = false;
  port1.onmessage = () => {
    due = false;
    act();
  };
  return () => {
    if (!due) port2.postMessage(null);
    due = true;
  };
}

function start(room: HTMLElement, to: Urls): void {
  const glass = document.querySelector<HTMLElement>("[data-mirror-glass]");
  const mirror = glass ? new Mirror(glass) : null;
  const page = new Page(room, {
    picture: (identity, element) => visit.media.picture(identity, element),
    admit: (wait) => void visit.line.act("admit", { wait }).then(() => visit.beatOnce()),
    askDeny: (wait, name) => ask(room, "deny", wait, name),
    askRemove: (identity, name) => ask(room, "remove", identity, name),
    floor: (state) => {
      leading.draw(state);
      floor.draw(state);
      return floor.words();
    },
  });
  const word = (name: string) => page.word(name);
  const floor = new FloorPage(
    room,
    word,
    () => steer,
    () => visit.media.camera(false),
  );
  const leading = new LeaderPage(
    room,
    word,
    () => steer,
    (identity, name) => ask(room, "remove", identity, name),
  );
  const visit = new Visit({
    urls: to,
    csrf: () => document.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "",
    whom: room.dataset.with ?? "",
    voices: room.querySelector<HTMLElement>("[data-voices]") ?? room,
    draw: soon(() => page.draw(visit.state)),
    trouble: (kind) => page.trouble(kind),
    devicesChanged: () => void listDevices(room, visit),
    wanted: remembered,
    rested: () => remember({ ...remembered(), microphone: false }),
    sentOut: () => remember({ microphone: false, camera: false }),
  });
  const steer = new Steer(room, visit, word);
  readyControls(room, visit, to.left);
  const form = document.querySelector<HTMLFormElement>("form[data-enter]");
  form?.addEventListener("submit", async (event) => {
    // A press that keeps one answer goes its own way; only the way in is ours.
    if (event.submitter?.hasAttribute("formaction")) return;
    event.preventDefault();
    if (mirror) remember(mirror.close());
    try {
      if (!(await visit.enter(new FormData(form)))) form.submit();
      else
        setTimeout(
          () => history.replaceState(null, "", room.dataset.here ?? location.href),
          SETTLED_MS,
        );
      for (const [kind, id] of mirror?.picked ?? []) await visit.media.useDevice(kind, id);
    } catch {
      const refusal = { reason: "no_line", words: "" };
      visit.happen({ kind: "refused", refusal, waiting: false });
    }
  });
  if (room.dataset.inside !== undefined) void visit.comeBack();
  else {
    page.draw(OUTSIDE);
    if (form) void warm();
  }
}

if (root && urls) start(root, urls);
