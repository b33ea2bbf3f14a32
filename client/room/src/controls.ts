// What hands do in the room: buttons, keys, sheets.

import { remember, remembered } from "./mirror";
import type { Page } from "./page";
import type { Visit } from "./visit";

type Root = HTMLElement;

export function readyControls(root: Root, visit: Visit, page: Page, left: string): void {
  const acts: Record<string, () => void> = {
    mic: () => void toggle(visit, "microphone"),
    camera: () => void toggle(visit, "camera"),
    more: () => open(root, "more", visit),
    side: () => root.querySelector("[data-side]")?.classList.toggle("open"),
    leave: () => {
      visit.leave();
      location.assign(left);
    },
    grid: () =>
      visit.happen({ kind: "chose", layout: visit.state.layout === "grid" ? "speaker" : "grid" }),
    sound: () => lighten(visit, !visit.state.soundOnly, visit.state.lowLine),
    low: () => lighten(visit, visit.state.soundOnly, !visit.state.lowLine),
    unlock: () => void visit.media.unlockSound(),
    "take-over": () => void visit.takeOver(),
    close: () => open(root, "close", visit),
    "close-now": () => void visit.line.act("close", {}).then(() => visit.beatOnce()),
  };
  root.addEventListener("click", (event) => {
    const target = event.target as HTMLElement;
    if (target.closest("[data-dismiss]")) target.closest("dialog")?.close();
    const button = target.closest<HTMLElement>("[data-act], [data-watch]");
    if (!button) return;
    if (button.dataset.watch) void watch(visit, button.dataset.watch);
    else acts[button.dataset.act ?? ""]?.();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || root.hidden) return;
    if ((event.target as HTMLElement).matches("input, textarea, select")) return;
    const act = { m: "mic", v: "camera", g: "grid" }[event.key.toLowerCase()];
    if (act) acts[act]?.();
  });
  root.addEventListener("change", (event) => {
    const select = (event.target as HTMLElement).closest<HTMLSelectElement>("select[data-device]");
    if (select) void visit.media.useDevice(select.dataset.device as MediaDeviceKind, select.value);
  });
  readyRemoval(root, visit);
  addEventListener("pagehide", () => visit.leave());
  addEventListener("online", () => void visit.beatOnce());
  document.addEventListener("visibilitychange", () => void visit.beatOnce());
  void page;
}

async function toggle(visit: Visit, kind: "microphone" | "camera"): Promise<void> {
  const on = !visit.state[kind];
  await (kind === "microphone" ? visit.media.microphone(on) : visit.media.camera(on));
  remember({ ...remembered(), [kind]: on });
}

function lighten(visit: Visit, soundOnly: boolean, lowLine: boolean): void {
  visit.happen({ kind: "chose", soundOnly, lowLine });
  void visit.media.quiet(soundOnly, lowLine);
}

async function watch(visit: Visit, state: string): Promise<void> {
  await visit.line.act("watch", { state });
  if (state === "listening" || state === "away") await visit.media.microphone(false);
  await visit.beatOnce();
}

function open(root: Root, name: string, visit: Visit): void {
  const sheet = root.querySelector<HTMLDialogElement>(`dialog[data-sheet="${name}"]`);
  sheet?.showModal();
  if (name === "more") void devices(root, visit);
}

async function devices(root: Root, visit: Visit): Promise<void> {
  for (const select of root.querySelectorAll<HTMLSelectElement>("select[data-device]")) {
    const found = await visit.media
      .devices(select.dataset.device as MediaDeviceKind)
      .catch(() => []);
    const chosen = select.value;
    const named = found.filter((one) => one.label);
    select.closest<HTMLElement>(".field")?.toggleAttribute("hidden", named.length === 0);
    select.replaceChildren(
      ...named.map((one) => new Option(one.label, one.deviceId, false, one.deviceId === chosen)),
    );
  }
}

function readyRemoval(root: Root, visit: Visit): void {
  const sheet = root.querySelector<HTMLDialogElement>('dialog[data-sheet="remove"]');
  const form = sheet?.querySelector("form");
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const reason = new FormData(form).get("reason");
    const identity = sheet?.dataset.identity ?? "";
    const done = await visit.line.act("remove", { identity, reason: String(reason ?? "") });
    const wrong = form.querySelector<HTMLElement>("[data-wrong]");
    if (wrong) wrong.hidden = done;
    if (done) {
      sheet?.close();
      form.reset();
      await visit.beatOnce();
    }
  });
}

/** Ask why before somebody is put out. */
export function askRemove(root: Root, identity: string, name: string): void {
  const sheet = root.querySelector<HTMLDialogElement>('dialog[data-sheet="remove"]');
  if (!sheet) return;
  sheet.dataset.identity = identity;
  for (const place of sheet.querySelectorAll("[data-whom]")) place.textContent = name;
  sheet.showModal();
}
