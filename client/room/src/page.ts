// Draws the state into the page the server rendered. It has no words of its own: they are in the page.

import { type RoomState, type Seat, seats } from "./state";
import type { Waiter } from "./wire";

export interface Acts {
  picture(identity: string, element: HTMLVideoElement): boolean;
  admit(wait: string): void;
  deny(wait: string): void;
  askRemove(identity: string, name: string): void;
}

function part<T extends HTMLElement>(root: ParentNode, name: string): T {
  const found = root.querySelector<T>(`[data-${name}]`);
  if (!found) throw new Error(`the page lacks data-${name}`);
  return found;
}

export class Page {
  private readonly tiles = new Map<string, HTMLElement>();
  private readonly words: Record<string, string>;
  private spoken = "";
  private drawnWaiting = "";

  constructor(
    private readonly root: HTMLElement,
    private readonly acts: Acts,
  ) {
    const words = document.getElementById("room-words");
    this.words = JSON.parse(words?.textContent ?? "{}") as Record<string, string>;
  }

  word(name: string): string {
    return this.words[name] ?? "";
  }

  draw(room: RoomState): void {
    const inside = room.phase !== "out";
    this.root.hidden = !inside;
    document.body.classList.toggle("in-room", inside);
    document.documentElement.dataset.theme = inside ? "night" : "day";
    const door = document.querySelector<HTMLElement>("[data-door-page]");
    if (door) door.inert = inside;
    this.veil(room);
    this.ribbon(room);
    this.floor(room);
    this.buttons(room);
    this.waiting(room.server?.waiting ?? null);
    this.say(room);
  }

  private veil(room: RoomState): void {
    const shown = room.server?.hold && room.phase === "in" ? "hold" : room.phase;
    for (const veil of this.root.querySelectorAll<HTMLElement>("[data-veil]"))
      veil.hidden = veil.dataset.veil !== shown;
    const words = shown === "hold" ? (room.server?.hold?.words ?? "") : room.words;
    for (const place of this.root.querySelectorAll<HTMLElement>("[data-veil-words]"))
      if (words) place.textContent = words;
    const next = this.root.querySelector<HTMLAnchorElement>("[data-next]");
    if (next && room.next) next.href = room.next;
  }

  private ribbon(room: RoomState): void {
    const server = room.server;
    if (!server) return;
    part(this.root, "title").textContent = server.title;
    part(this.root, "watching").textContent = server.supervision?.words ?? "";
    const [start, end, now] = [server.starts_at, server.ends_at, server.now].map(Date.parse) as [
      number,
      number,
      number,
    ];
    part<HTMLProgressElement>(this.root, "progress").value = Math.max(
      0,
      Math.min(1, (now - start) / (end - start)),
    );
    for (const button of this.root.querySelectorAll<HTMLButtonElement>("[data-watch]"))
      button.setAttribute(
        "aria-pressed",
        String(button.dataset.watch === server.supervision?.state),
      );
    const close = this.root.querySelector<HTMLElement>("[data-close]");
    if (close) close.hidden = !server.me.can.includes("close");
  }

  private floor(room: RoomState): void {
    const floor = part(this.root, "floor");
    const all = seats(room, this.word("unknown"));
    floor.classList.toggle("even", room.layout === "grid" || room.soundOnly);
    floor.classList.toggle("few", all.length <= 2);
    const gone = new Set(this.tiles.keys());
    const large = all.filter((seat) => seat.large);
    for (const seat of [...large, ...all.filter((one) => !one.large)]) {
      gone.delete(seat.identity);
      const tile = this.tiles.get(seat.identity) ?? this.newTile(seat);
      this.tile(tile, seat);
    }
    for (const identity of gone) {
      this.tiles.get(identity)?.remove();
      this.tiles.delete(identity);
    }
    const wanted = [...large, ...all.filter((one) => !one.large)].map((seat) =>
      this.tiles.get(seat.identity),
    );
    wanted.forEach((tile, place) => {
      const there = floor.children[place];
      if (tile && there !== tile) floor.insertBefore(tile, there ?? null);
    });
  }

  private newTile(seat: Seat): HTMLElement {
    const template = part<HTMLElement>(this.root, "tile") as unknown as HTMLTemplateElement;
    const tile = (template.content.firstElementChild as HTMLElement).cloneNode(true) as HTMLElement;
    tile.dataset.identity = seat.identity;
    const drawing = document.querySelector<HTMLTemplateElement>(
      `template[data-drawing="${CSS.escape(seat.drawing)}"]`,
    );
    if (drawing) part(tile, "blank").replaceChildren(drawing.content.cloneNode(true));
    part(tile, "remove").addEventListener("click", () => {
      this.acts.askRemove(seat.identity, part(tile, "name").textContent ?? "");
    });
    this.tiles.set(seat.identity, tile);
    return tile;
  }

  private tile(tile: HTMLElement, seat: Seat): void {
    tile.classList.toggle("main", seat.large);
    tile.classList.toggle("mine", seat.mine);
    tile.classList.toggle("speaking", seat.speaking);
    tile.classList.toggle("away", seat.away);
    part(tile, "name").textContent = seat.name;
    part(tile, "role").textContent = [seat.mine ? this.word("you") : "", seat.words]
      .filter(Boolean)
      .join(", ");
    part(tile, "flag").textContent = seat.note;
    part(tile, "flag").hidden = !seat.note;
    part(tile, "muted").toggleAttribute("hidden", seat.microphone);
    part(tile, "remove").hidden = !seat.removable;
    const video = part<HTMLVideoElement>(tile, "video");
    const shown = seat.camera && this.acts.picture(seat.identity, video);
    video.hidden = !shown;
    part(tile, "blank").hidden = shown;
    const heard = seat.microphone ? this.word("mic_on") : this.word("mic_off");
    tile.setAttribute(
      "aria-label",
      [seat.name, seat.words, heard, seat.note].filter(Boolean).join(", "),
    );
  }

  private buttons(room: RoomState): void {
    const pressed: Record<string, boolean> = {
      mic: room.microphone,
      camera: room.camera,
      sound: room.soundOnly,
      low: room.lowLine,
      grid: room.layout === "grid",
    };
    for (const button of this.root.querySelectorAll<HTMLElement>("[data-act]")) {
      const on = pressed[button.dataset.act ?? ""];
      if (on !== undefined) button.setAttribute("aria-pressed", String(on));
    }
    const unlock = this.root.querySelector<HTMLElement>("[data-unlock]");
    if (unlock) unlock.hidden = !(room.soundBlocked && room.phase === "in");
  }

  private waiting(waiting: Waiter[] | null): void {
    const side = this.root.querySelector<HTMLElement>("[data-side]");
    const list = this.root.querySelector<HTMLElement>("[data-waiting]");
    if (!side || !list) return;
    const has = waiting !== null;
    this.root.querySelector("[data-stage]")?.classList.toggle("with-side", has);
    for (const own of this.root.querySelectorAll<HTMLElement>("[data-staff]")) own.hidden = !has;
    const count = this.root.querySelector<HTMLElement>("[data-waiting-count]");
    if (count) count.textContent = String(waiting?.length ?? 0);
    part(this.root, "nobody").hidden = (waiting?.length ?? 0) > 0;
    const key = JSON.stringify(waiting);
    if (key === this.drawnWaiting) return;
    this.drawnWaiting = key;
    list.replaceChildren(...(waiting ?? []).map((one) => this.waiter(one)));
    if (waiting?.length && !side.classList.contains("open") && innerWidth < 896)
      side.classList.add("open");
  }

  private waiter(one: Waiter): HTMLElement {
    const template = part<HTMLElement>(this.root, "waiter") as unknown as HTMLTemplateElement;
    const row = (template.content.firstElementChild as HTMLElement).cloneNode(true) as HTMLElement;
    part(row, "name").textContent = one.name;
    const arrived =
      one.arriving === null ? "" : this.word("arriving").replace("%s", String(one.arriving));
    part(row, "note").textContent = [one.words, arrived].filter(Boolean).join(" · ");
    part(row, "admit").addEventListener("click", () => this.acts.admit(one.wait));
    part(row, "deny").addEventListener("click", () => this.acts.deny(one.wait));
    return row;
  }

  /** What a screen reader hears of the room: who speaks, that the line is lost, that it is back. */
  private say(room: RoomState): void {
    const place = part(this.root, "say");
    const who = room.server?.people.find((one) => one.identity === room.speaker)?.name;
    const words =
      room.phase === "reconnecting"
        ? this.word("reconnecting")
        : room.phase === "joining"
          ? this.word("joining")
          : who
            ? this.word("speaks").replace("%s", who)
            : this.word("here");
    place.classList.toggle("look", room.phase === "reconnecting");
    if (words !== this.spoken) {
      this.spoken = words;
      place.textContent = words;
    }
  }
}
