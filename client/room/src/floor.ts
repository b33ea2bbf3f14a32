// Draws what everybody sees of the floor: the ribbon, whose turn it is, hands, a vote, a card, a pause, typed words.

import { copy, keep, part, put } from "./dom";
import { atHand, filled, firstSentence, handPlace, minutesLeft, offered, soon } from "./floorview";
import type { Floor } from "./floorwire";
import { leads } from "./manners";
import { elapsed, type RoomState } from "./state";
import type { Steer } from "./steer";

/** A typed line stays in sight for so long after it came. */
const LATEST_MS = 12_000;

export class FloorPage {
  private room: RoomState | null = null;
  private digits = false;
  private card = "";
  private rested = false;
  private noted = "";
  private notedAt = 0;
  private readonly declined = new Set<number>();

  constructor(
    private readonly root: HTMLElement,
    private readonly word: (name: string) => string,
    private readonly steer: () => Steer,
    private readonly closeCamera: () => void,
  ) {
    part(root, "asked-off").addEventListener("click", () => this.answer(true));
    part(root, "asked-on").addEventListener("click", () => this.answer(false));
    part(root, "vote-options").addEventListener("click", (event) => {
      const option = (event.target as HTMLElement).closest<HTMLElement>("[data-key]")?.dataset.key;
      const vote = this.floor?.vote;
      if (vote && option)
        void this.steer().send("ballot", { vote: vote.vote, option: Number(option) });
    });
    for (const button of root.querySelectorAll('[data-act="digits"]'))
      button.addEventListener("click", () => {
        this.digits = !this.digits;
        button.setAttribute("aria-pressed", String(this.digits));
        this.tick();
      });
    setInterval(() => this.tick(), 1_000);
  }

  private get floor(): Floor | null {
    return this.room?.server?.floor ?? null;
  }

  private get now(): number {
    return Date.now() + (this.room?.skew ?? 0);
  }

  draw(room: RoomState): void {
    this.room = room;
    const floor = this.floor;
    this.title(floor);
    this.tick();
    this.turn(floor);
    this.hand(floor);
    this.slips(floor);
    this.vote(floor);
    this.rest(floor);
    this.typed(floor);
    this.reactions(floor);
    part(this.root, "floor-only").hidden = floor === null;
    const may = floor ? offered(floor) : () => false;
    for (const button of this.root.querySelectorAll<HTMLElement>("[data-do]")) {
      const kind = button.dataset.do ?? "";
      if (!["pass", "done", "come_back", "shorten"].includes(kind)) button.hidden = !may(kind);
    }
    part(this.root, "hand").hidden = floor === null;
    const aside = part(this.root, "away");
    aside.hidden = !aside.querySelector("button:not([hidden])");
    if (room.note !== this.noted) {
      this.noted = room.note;
      this.notedAt = Date.now();
      put(part(this.root, "note-line"), room.note);
    }
  }

  /** For those who lead the evening has its name; for everybody else the part of it they are in. */
  private title(floor: Floor | null): void {
    const server = this.room?.server;
    if (!server) return;
    const now = floor?.show.now;
    const plain = !now || leads(floor);
    put(part(this.root, "title"), plain ? server.title : now.title);
    const purpose = plain ? "" : now.purpose;
    put(part(this.root, "purpose"), purpose && `· ${purpose}`);
    part(this.root, "unrecorded").hidden = Boolean(now);
  }

  /** What moves by itself: the filling line, the ring of the piece, the minutes for whoever asked. */
  private tick(): void {
    const server = this.room?.server;
    if (!server) return;
    const floor = this.floor;
    const now = floor?.show.now;
    const split = floor?.split;
    const whole = !now || leads(floor);
    const own = split && floor.me.place !== "main" ? split : null;
    const soft = whole ? elapsed(server) : filled(now.began_at, now.ends_at, this.now);
    const done = own ? filled(own.began_at, own.ends_at, this.now) : soft;
    part<HTMLProgressElement>(this.root, "progress").value = done;
    const ends = own?.ends_at ?? now?.ends_at;
    const digits = part(this.root, "digits");
    const lead = leads(floor);
    digits.hidden = !(ends && (this.digits || lead));
    if (ends && !lead)
      put(digits, this.word("minutes_left").replace("%s", String(minutesLeft(ends, this.now))));
    if (floor?.leader) put(digits, floor.leader.time.words);
    const round = floor?.round;
    const share = round?.soft_s ? filled(round.since, round.soft_s, this.now) : 1;
    for (const ring of this.root.querySelectorAll<SVGElement>("[data-piece-fill]"))
      ring.style.setProperty("--left", String(Math.round(100 - share * 100)));
    this.fade();
  }

  /** A reaction or a typed line goes by itself. */
  private fade(): void {
    if (Date.now() - this.notedAt > LATEST_MS) put(part(this.root, "note-line"), "");
    const last = this.floor?.typed.lines.at(-1);
    const fresh =
      last && this.now - Date.parse(last.at) < LATEST_MS && last.who !== this.floor?.me.who;
    part(this.root, "latest").hidden = !fresh;
    if (!fresh || !last) return;
    const name = this.floor?.faces[last.who]?.name ?? "";
    put(part(this.root, "latest-words"), `${name}: ${last.text}`);
  }

  private turn(floor: Floor | null): void {
    const mine = atHand(floor);
    const place = part(this.root, "mine");
    const held = document.activeElement;
    place.hidden = !(mine.pass || mine.done || mine.comeBack);
    for (const [kind, shown] of [
      ["pass", mine.pass],
      ["done", mine.done],
      ["come_back", mine.comeBack],
    ] as const) {
      const button = place.querySelector<HTMLElement>(`[data-do="${kind}"]`);
      if (button) button.hidden = !shown;
    }
    part(this.root, "pass-now").hidden = mine.early;
    part(this.root, "pass-later").hidden = !mine.early;
    part(this.root, "turn-line").classList.toggle("speak", mine.done);
    // Whoever pressed by keyboard finds the next button at the same place.
    if (place.contains(held) && (held as HTMLElement).hidden)
      place.querySelector<HTMLElement>("button:not([hidden])")?.focus();
  }

  /** The line under the faces while a round goes on; empty otherwise. */
  words(): readonly [string, string] {
    const floor = this.floor;
    if (floor?.pause) return ["", ""];
    if (floor?.round?.words) return firstSentence(floor.round.words);
    const split = floor?.split;
    const apart = floor !== null && floor.me.place !== "main";
    if (split && apart && soon(split.ends_at, this.now)) return ["", split.words];
    if (floor?.me.place_words) return ["", floor.me.place_words];
    return ["", ""];
  }

  private hand(floor: Floor | null): void {
    const place = handPlace(floor);
    for (const button of this.root.querySelectorAll('[data-do="hand"]'))
      button.setAttribute("aria-pressed", String(place > 0));
    const words = place ? this.word("hand_place").replace("%s", String(place)) : this.word("hand");
    put(part(this.root, "hand-words"), words);
  }

  private slips(floor: Floor | null): void {
    const show = (name: string, words: string) => {
      part(this.root, name).hidden = !words;
      put(part(this.root, `${name}-words`), words);
    };
    show("standin", floor?.led.stands_in ? floor.led.words : "");
    const swap = floor?.led.swap ?? null;
    show("swap", swap?.words ?? "");
    part(this.root, "swap-mine").hidden = !swap?.mine;
    const ask = this.cameraAsk();
    show("asked", ask?.words ?? "");
    show("question", floor?.me.place !== "main" ? (floor?.split?.question ?? "") : "");
    this.showCard(floor);
  }

  private showCard(floor: Floor | null): void {
    const card = floor?.card ?? null;
    part(this.root, "card").hidden = card === null;
    const before = this.card;
    this.card = card?.title ?? "";
    if (!card) return;
    put(part(this.root, "card-title"), card.title);
    put(part(this.root, "card-text"), card.text);
    const link = part<HTMLAnchorElement>(this.root, "card-link");
    link.hidden = !card.link;
    if (card.link) link.href = card.link;
    put(link, card.link_words || card.title);
    if (card.title !== before) part(this.root, "floor-news").textContent = card.title;
  }

  private cameraAsk() {
    return this.floor?.me.asks.find((ask) => ask.what === "camera" && !this.declined.has(ask.ask));
  }

  private answer(off: boolean): void {
    const ask = this.cameraAsk();
    if (!ask) return;
    this.declined.add(ask.ask);
    if (off) this.closeCamera();
    void this.steer().send("answer_ask", { ask: ask.ask });
  }

  private vote(floor: Floor | null): void {
    const vote = floor?.vote ?? null;
    const place = part(this.root, "vote");
    const came = place.hidden && vote !== null;
    place.hidden = vote === null;
    if (!vote) return;
    put(part(this.root, "vote-question"), vote.question);
    if (came) part(this.root, "floor-news").textContent = vote.question;
    const note = vote.closed ? "vote_closed" : vote.mine === null ? "vote_open" : "vote_mine";
    put(part(this.root, "vote-note"), this.word(note));
    keep(part(this.root, "vote-options"), vote.options, {
      key: (one) => String(one.option),
      make: () => copy(this.root, "option"),
      fill: (row, one) => {
        put(part(row, "option-text"), one.text);
        put(part(row, "option-votes"), one.votes === null ? "" : String(one.votes));
        row.setAttribute("aria-pressed", String(vote.mine === one.option));
        row.setAttribute("aria-disabled", String(vote.closed));
      },
    });
  }

  /** A pause covers the faces. The words are read out; nothing is taken from under anybody's hand. */
  private rest(floor: Floor | null): void {
    const pause = floor?.pause ?? null;
    const place = part(this.root, "rest");
    place.hidden = pause === null;
    part(this.root, "floor").inert = pause !== null;
    if (pause) {
      put(part(this.root, "rest-words"), pause.words);
      part(this.root, "breath").hidden = !pause.breathing;
      part(this.root, "rest-how").hidden = !pause.breathing;
      if (!this.rested) part(this.root, "floor-news").textContent = pause.words;
    }
    this.rested = pause !== null;
  }

  private typed(floor: Floor | null): void {
    if (!floor) return;
    const list = part(this.root, "lines");
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
    const many = list.children.length;
    keep(list, floor.typed.lines, {
      key: (line) => line.id,
      make: () => copy(this.root, "said"),
      fill: (row, line) => {
        put(part(row, "name"), floor.faces[line.who]?.name ?? "");
        put(part(row, "text"), line.text);
      },
    });
    if (atEnd && list.children.length > many) list.scrollTop = list.scrollHeight;
    part(this.root, "can-say").hidden = !floor.typed.can_say;
    part(this.root, "cannot-say").hidden = floor.typed.can_say;
  }

  private reactions(floor: Floor | null): void {
    keep(part(this.root, "reactions"), Object.entries(floor?.reaction_words ?? {}), {
      key: ([what]) => what,
      make: ([what]) => {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "btn small";
        button.dataset.react = what;
        return button;
      },
      fill: (button, [, words]) => put(button, words),
    });
  }
}
