// What hands do in the room: buttons, keys, sheets.

import { readyCover } from "./cover";
import { remember, remembered } from "./mirror";
import type { Visit } from "./visit";

type Root = HTMLElement;
type Posted = "remove" | "deny" | "clear";

export function readyControls(root: Root, visit: Visit, left: string): void {
  const side = root.querySelector<HTMLElement>("[data-side]");
  const acts: Record<string, () => void> = {
    mic: () => void toggle(visit, "microphone"),
    camera: () => void toggle(visit, "camera"),
    more: () => open(root, "more", visit),
    typing: () => {
      root.querySelector<HTMLDialogElement>('dialog[data-sheet="more"]')?.close();
      open(root, "typing", visit);
    },
    side: () => side?.classList.toggle("open"),
    leave: () => {
      // Coming back, also by the browser's own button, starts with both off.
      remember({ microphone: false, camera: false });
      void visit.leave().then(() => location.replace(left));
    },
    grid: () =>
      visit.happen({ kind: "chose", layout: visit.state.layout === "grid" ? "speaker" : "grid" }),
    sound: () => lighten(visit, !visit.state.soundOnly, visit.state.lowLine),
    low: () => lighten(visit, visit.state.soundOnly, !visit.state.lowLine),
    unlock: () => void visit.media.unlockSound(),
    "take-over": () => void visit.takeOver(),
    "come-back": () => void visit.comeBack(),
    cover: readyCover(root, visit),
    "to-group": () => void visit.toGroup(),
    clear: () => open(root, "clear", visit),
    "undo-clear": () => void undoClear(root, visit),
    close: () => open(root, "close", visit),
    "close-now": () => void visit.line.act("close", {}).then(() => visit.beatOnce()),
  };
  root.addEventListener("click", (event) => {
    const target = event.target as HTMLElement;
    // The browser lets sound out on any press; take the first.
    if (visit.state.soundBlocked) acts.unlock?.();
    if (target.closest("[data-dismiss]")) target.closest("dialog")?.close();
    const button = target.closest<HTMLElement>("[data-act], [data-watch]");
    if (!button) return;
    if (button.dataset.watch) void watch(visit, button.dataset.watch);
    else acts[button.dataset.act ?? ""]?.();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || root.hidden) return;
    if ((event.target as HTMLElement).matches("input, textarea, select")) return;
    if (root.querySelector("dialog[open]")) return;
    if (event.key === "Escape") return void side?.classList.remove("open");
    const act = { m: "mic", v: "camera", g: "grid", t: "typing", c: "cover" }[
      event.key.toLowerCase()
    ];
    if (event.key.toLowerCase() === "h")
      return root.querySelector<HTMLElement>("[data-hand]")?.click();
    const inside = visit.state.phase === "in" || visit.state.phase === "reconnecting";
    if (act && inside) acts[act]?.();
  });
  root.addEventListener("change", (event) => {
    const select = (event.target as HTMLElement).closest<HTMLSelectElement>("select[data-device]");
    if (select) void visit.media.useDevice(select.dataset.device as MediaDeviceKind, select.value);
  });
  readySheet(root, visit, "remove");
  readySheet(root, visit, "deny");
  readySheet(root, visit, "clear");
  // A sheet must not hide what becomes of a call for help.
  document.addEventListener("submit", (event) => {
    if (!(event.target as HTMLElement).matches("[data-help]")) return;
    for (const sheet of root.querySelectorAll("dialog")) sheet.close();
  });
  addEventListener("pagehide", () => visit.vanish());
  // A page kept by the browser for "back" has left the room; it must come in anew.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
  addEventListener("online", () => visit.wake());
  document.addEventListener("visibilitychange", () => visit.wake());
}

async function toggle(visit: Visit, kind: "microphone" | "camera"): Promise<void> {
  if (kind === "microphone" && visit.state.server?.hold) return;
  await visit.media[kind](!visit.state[kind]);
  remember({ ...remembered(), [kind]: visit.state[kind] });
}

function lighten(visit: Visit, soundOnly: boolean, lowLine: boolean): void {
  visit.happen({ kind: "chose", soundOnly, lowLine });
  void visit.media.lighten(soundOnly, lowLine);
}

async function watch(visit: Visit, state: string): Promise<void> {
  if (state !== "in_room") {
    await visit.media.microphone(false);
    remember({ ...remembered(), microphone: false });
  }
  await visit.line.act("watch", { state });
  await visit.beatOnce();
}

/** Everybody may come back, if it is not too late for that. */
async function undoClear(root: Root, visit: Visit): Promise<void> {
  const sheet = root.querySelector<HTMLDialogElement>('dialog[data-sheet="clear"]');
  const done = await visit.line.act("undo_clear", {}).catch(() => ({ ok: false, words: "" }));
  const wrong = sheet?.querySelector<HTMLElement>("[data-wrong]");
  if (wrong) {
    wrong.textContent = done.words || wrong.textContent;
    wrong.hidden = done.ok;
  }
  if (done.ok) sheet?.close();
  await visit.beatOnce();
}

function open(root: Root, name: string, visit: Visit): void {
  root.querySelector<HTMLDialogElement>(`dialog[data-sheet="${name}"]`)?.showModal();
  if (name === "more") void listDevices(root, visit);
}

/** Fill the three lists of devices. Names are known only once a device has been allowed. */
export async function listDevices(root: Root, visit: Visit): Promise<void> {
  if (!root.querySelector('dialog[data-sheet="more"][open]')) return;
  for (const select of root.querySelectorAll<HTMLSelectElement>("select[data-device]")) {
    const kind = select.dataset.device as MediaDeviceKind;
    const found = await visit.media.devices(kind).catch(() => []);
    const named = found.filter((one) => one.label);
    const chosen = visit.media.device(kind) || select.value;
    select.closest<HTMLElement>(".field")?.toggleAttribute("hidden", named.length === 0);
    select.replaceChildren(
      ...named.map((one) => new Option(one.label, one.deviceId, false, one.deviceId === chosen)),
    );
  }
}

function readySheet(root: Root, visit: Visit, act: Posted): void {
  const sheet = root.querySelector<HTMLDialogElement>(`dialog[data-sheet="${act}"]`);
  const form = sheet?.querySelector("form");
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const facts = Object.fromEntries([...new FormData(form)].map(([k, v]) => [k, String(v)]));
    const done = await visit.line.act(act, facts).catch(() => ({ ok: false, words: "" }));
    const wrong = form.querySelector<HTMLElement>("[data-wrong]");
    if (wrong) {
      wrong.dataset.plain ??= wrong.textContent ?? "";
      wrong.textContent = done.words || wrong.dataset.plain;
      wrong.hidden = done.ok;
    }
    if (!done.ok) return;
    form.reset();
    sheet?.close();
    await visit.beatOnce();
  });
}

/** Ask why before somebody is put out or kept out. */
export function ask(root: Root, act: Posted, whom: string, name: string): void {
  const sheet = root.querySelector<HTMLDialogElement>(`dialog[data-sheet="${act}"]`);
  const field = sheet?.querySelector<HTMLInputElement>("input[data-which]");
  if (!sheet || !field) return;
  field.value = whom;
  for (const place of sheet.querySelectorAll("[data-whom]")) place.textContent = name;
  for (const wrong of sheet.querySelectorAll<HTMLElement>("[data-wrong]")) wrong.hidden = true;
  sheet.showModal();
}
