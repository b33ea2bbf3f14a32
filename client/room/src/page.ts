// Draws the state into the page the server rendered. It has no words of its own: they are in the page.

import { leads } from "./manners";
import { news, OUTSIDE, type RoomState, type Seat, seats } from "./state";
import type { Trouble } from "./visit";
import type { Waiter } from "./wire";

export interface Acts {
  picture(identity: string, element: HTMLVideoElement): boolean;
  admit(wait: string): void;
  askDeny(wait: string, name: string): void;
  askRemove(identity: string, name: string): void;
  /** Draws the floor; answers the line under the faces in two parts, the first of which stands out. */
  floor(room: RoomState): readonly [string, string];
}

function part<T extends HTMLElement>(root: ParentNode, name: string): T {
  const found = root.querySelector<T>(`[data-${name}]`);
  if (!found) throw new Error(`the page lacks data-${name}`);
  return found;
}

/** The time of day in the zone the reader's pages are in, whatever the device thinks. */
function minuteOf(moment: string, zone: string): string {
  return new Date(moment).toLocaleTimeString(document.documentElement.lang || undefined, {
    hour: "numeric",
    minute: "2-digit",
    ...(zone ? { timeZone: zone } : {}),
  });
}

export class Page {
  private readonly tiles = new Map<string, HTMLElement>();
  private readonly words: Record<string, string>;
  private spoken = "";
  private turn: readonly [string, string] = ["", ""];
  private drawnWaiting = "";
  private drawnPeople = "";
  private waited = 0;
  private shown = "";
  private before: RoomState = OUTSIDE;

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

  trouble(kind: Trouble): void {
    const place = this.root.querySelector<HTMLElement>("[data-trouble]");
    if (place) place.textContent = this.word(`no_${kind}`);
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
    this.turn = this.acts.floor(room);
    this.floor(room);
    this.buttons(room);
    this.waiting(room.server?.waiting ?? null);
    this.people(room);
    this.say(room);
    this.tell(room);
    this.before = room;
  }

  /** What covers the faces for a while, and why. Whoever uses a keyboard or a reader is led to it, and back. */
  private veil(room: RoomState): void {
    const shown = room.server?.hold && room.phase === "in" ? "hold" : room.phase;
    for (const veil of this.root.querySelectorAll<HTMLElement>("[data-veil]")) {
      veil.hidden = veil.dataset.veil !== shown;
      if (veil.hidden) continue;
      const place = veil.querySelector<HTMLElement>("[data-veil-words]");
      const words = shown === "hold" ? (room.server?.hold?.words ?? "") : room.words;
      if (place) this.put(place, words || this.word(room.reason));
    }
    const covered = shown !== "in" && shown !== "reconnecting";
    for (const name of ["stage", "controls"]) part(this.root, name).inert = covered;
    for (const part of this.root.querySelectorAll<HTMLElement>("[data-was-in], [data-was-out]"))
      part.hidden = (part.dataset.wasIn !== undefined) !== (room.server !== null);
    const next = this.root.querySelector<HTMLAnchorElement>("[data-next]");
    if (next && room.next) next.href = room.next;
    if (shown !== this.shown && !(this.shown === "reconnecting" && shown === "in")) {
      const to = this.root.querySelector<HTMLElement>(`[data-veil="${shown}"] h2`);
      if (to) to.focus();
      else if (shown === "in") part(this.root, "heading").focus();
    }
    this.shown = shown;
  }

  private put(place: HTMLElement, words: string): void {
    if (place.textContent !== words) place.textContent = words;
  }

  private ribbon(room: RoomState): void {
    const server = room.server;
    if (!server) return;
    this.put(part(this.root, "watching"), server.supervision?.words ?? "");
    const named = server.supervision?.name ? server.supervision : null;
    const since = named ? minuteOf(named.since, this.root.dataset.zone ?? "") : "";
    this.put(part(this.root, "watching-since"), since && this.word("since").replace("%s", since));
    this.put(part(this.root, "stay"), server.stay);
    part(this.root, "private").hidden = room.room !== "private";
    const toGroup = this.root.querySelector<HTMLElement>("[data-to-group]");
    if (toGroup) toGroup.hidden = room.room !== "private" || server.me.role !== "participant";
    for (const button of this.root.querySelectorAll<HTMLButtonElement>("[data-watch]"))
      button.setAttribute(
        "aria-pressed",
        String(button.dataset.watch === server.supervision?.state),
      );
    for (const act of ["clear", "close"] as const) {
      const button = this.root.querySelector<HTMLElement>(`[data-${act}]`);
      if (button) button.hidden = !server.me.can.includes(act);
    }
  }

  private floor(room: RoomState): void {
    const floor = part(this.root, "floor");
    const all = seats(room, this.word("unknown"));
    const even = room.layout === "grid" || room.soundOnly || leads(room.server?.floor ?? null);
    floor.classList.toggle("even", even);
    floor.classList.toggle("few", all.length <= 2);
    const gone = new Set(this.tiles.keys());
    for (const [place, seat] of all.entries()) {
      gone.delete(seat.identity);
      const tile = this.tiles.get(seat.identity) ?? this.newTile(seat);
      this.tile(tile, seat);
      // The large one is placed first by the style sheet: moving it would take its focus away.
      const there = floor.children[place];
      if (there !== tile) floor.insertBefore(tile, there ?? null);
    }
    for (const identity of gone) {
      this.tiles.get(identity)?.remove();
      this.tiles.delete(identity);
    }
  }

  private newTile(seat: Seat): HTMLElement {
    const template = part<HTMLElement>(this.root, "tile") as unknown as HTMLTemplateElement;
    const tile = (template.content.firstElementChild as HTMLElement).cloneNode(true) as HTMLElement;
    tile.dataset.identity = seat.identity;
    part(tile, "remove").addEventListener("click", () => {
      this.acts.askRemove(seat.identity, part(tile, "name").textContent ?? "");
    });
    this.tiles.set(seat.identity, tile);
    return tile;
  }

  private tile(tile: HTMLElement, seat: Seat): void {
    if (tile.dataset.drawn !== seat.drawing) {
      tile.dataset.drawn = seat.drawing;
      const drawing = document.querySelector<HTMLTemplateElement>(
        `template[data-drawing="${CSS.escape(seat.drawing)}"]`,
      );
      if (drawing) part(tile, "blank").replaceChildren(drawing.content.cloneNode(true));
    }
    tile.classList.toggle("main", seat.large);
    tile.classList.toggle("mine", seat.mine);
    tile.classList.toggle("speaking", seat.speaking);
    tile.classList.toggle("away", seat.away);
    this.put(part(tile, "name"), seat.name);
    const role = [seat.mine ? this.word("you") : "", seat.words].filter(Boolean).join(", ");
    this.put(part(tile, "role"), role);
    const flag = seat.note || seat.reaction || (seat.hand ? this.word("hand_up") : "");
    this.put(part(tile, "flag"), flag);
    part(tile, "flag").hidden = !flag;
    tile.classList.toggle("holds", seat.piece);
    part(tile, "piece").hidden = !seat.piece;
    part(tile, "muted").toggleAttribute("hidden", seat.microphone);
    part(tile, "remove").hidden = !seat.removable;
    const video = part<HTMLVideoElement>(tile, "video");
    const shown = seat.camera && this.acts.picture(seat.identity, video);
    video.hidden = !shown;
    const heard = seat.microphone ? this.word("mic_on") : this.word("mic_off");
    tile.setAttribute(
      "aria-label",
      [seat.name, seat.words, seat.piece ? this.word("holds") : "", heard, flag]
        .filter(Boolean)
        .join(", "),
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
    const trouble = this.root.querySelector<HTMLElement>("[data-trouble]");
    const mended =
      (room.microphone && !this.before.microphone) || (room.camera && !this.before.camera);
    const moved = room.room !== this.before.room;
    if (trouble && (mended || moved)) trouble.textContent = "";
    const unlock = this.root.querySelector<HTMLElement>("[data-unlock]");
    if (unlock) unlock.hidden = !(room.soundBlocked && room.phase === "in");
  }

  /** Whoever may be asked to leave, by name: on a phone their pictures are too small to carry a button. */
  private people(room: RoomState): void {
    const list = this.root.querySelector<HTMLElement>("[data-people]");
    if (!list) return;
    const there = seats(room, this.word("unknown")).filter((seat) => seat.removable);
    const key = JSON.stringify(there.map((seat) => [seat.identity, seat.name, seat.words]));
    if (key === this.drawnPeople) return;
    this.drawnPeople = key;
    const section = list.closest<HTMLElement>("section");
    if (section) section.hidden = there.length === 0;
    list.replaceChildren(
      ...there.map((seat) => {
        const template = part<HTMLElement>(this.root, "person") as unknown as HTMLTemplateElement;
        const row = (template.content.firstElementChild as HTMLElement).cloneNode(
          true,
        ) as HTMLElement;
        part(row, "name").textContent = seat.name;
        part(row, "note").textContent = seat.words;
        part(row, "ask").addEventListener("click", () =>
          this.acts.askRemove(seat.identity, seat.name),
        );
        return row;
      }),
    );
  }

  private waiting(waiting: Waiter[] | null): void {
    const side = this.root.querySelector<HTMLElement>("[data-side]");
    const list = this.root.querySelector<HTMLElement>("[data-waiting]");
    if (!side || !list) return;
    const has = waiting !== null;
    this.root.querySelector("[data-stage]")?.classList.toggle("with-side", has);
    for (const own of this.root.querySelectorAll<HTMLElement>("[data-staff]")) own.hidden = !has;
    const count = this.root.querySelector<HTMLElement>("[data-waiting-count]");
    const many = waiting?.length ?? 0;
    if (count) this.put(count, many ? String(many) : "");
    part(this.root, "nobody").hidden = many > 0;
    const key = JSON.stringify(waiting);
    if (key === this.drawnWaiting) return;
    this.drawnWaiting = key;
    const held = (document.activeElement as HTMLElement | null)?.closest<HTMLElement>(
      "[data-wait]",
    );
    list.replaceChildren(...(waiting ?? []).map((one) => this.waiter(one)));
    if (held)
      list
        .querySelector<HTMLElement>(`[data-wait="${CSS.escape(held.dataset.wait ?? "")}"] button`)
        ?.focus();
    if (many > this.waited && !side.classList.contains("open") && innerWidth < 896)
      side.classList.add("open");
    this.waited = many;
  }

  private waiter(one: Waiter): HTMLElement {
    const template = part<HTMLElement>(this.root, "waiter") as unknown as HTMLTemplateElement;
    const row = (template.content.firstElementChild as HTMLElement).cloneNode(true) as HTMLElement;
    row.dataset.wait = one.wait;
    part(row, "name").textContent = one.name;
    const arrived =
      one.arriving === null ? "" : this.word("arriving").replace("%s", String(one.arriving));
    part(row, "note").textContent = [one.words, arrived].filter(Boolean).join(" · ");
    part(row, "admit").addEventListener("click", () => this.acts.admit(one.wait));
    part(row, "deny").addEventListener("click", () => this.acts.askDeny(one.wait, one.name));
    return row;
  }

  /** One line under the faces: who speaks, that the line is lost or poor, that it is back. */
  private say(room: RoomState): void {
    const place = part(this.root, "say");
    const who = room.server?.people.find((one) => one.identity === room.voices[0]);
    const mine = who?.identity === room.server?.me.identity;
    const words =
      room.phase === "reconnecting"
        ? this.word("reconnecting")
        : room.phase === "joining"
          ? this.word("joining")
          : room.line === "poor" && !room.lowLine && !room.soundOnly
            ? this.word("poor")
            : this.turn[0] || this.turn[1]
              ? this.turn.join("")
              : who && !mine
                ? this.word("speaks").replace("%s", who.name)
                : this.word("here");
    const held = room.soundBlocked && room.phase === "in";
    place.closest(".turn")?.classList.toggle("look", room.phase === "reconnecting" || held);
    place.classList.toggle("sr", held);
    if (words === this.spoken) return;
    this.spoken = words;
    const [first, then] = words === this.turn.join("") ? this.turn : ["", words];
    const strong = document.createElement("b");
    strong.textContent = first;
    place.replaceChildren(strong, then);
  }

  /** Who came, who left, who waits: for a reader, politely, and only there. */
  private tell(room: RoomState): void {
    const { came, left } = news(this.before, room);
    const waits = (room.server?.waiting ?? []).filter(
      (one) => !(this.before.server?.waiting ?? []).some((was) => was.wait === one.wait),
    );
    const lines = [
      ...came.map((name) => this.word("came").replace("%s", name)),
      ...left.map((name) => this.word("went").replace("%s", name)),
      ...(this.before.server ? waits : []).map((one) => this.word("waits").replace("%s", one.name)),
    ];
    if (lines.length > 0) part(this.root, "news").textContent = lines.join(" ");
  }
}
