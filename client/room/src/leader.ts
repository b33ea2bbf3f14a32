// Draws the leaders' side: what to say, the round, hands, who was heard, the tools. Participants never get its data.

import { copy, draw, keep, part, put } from "./dom";
import { sortable } from "./drag";
import { arcs, handsInOrder, minutesLeft, spokenCount, turnRows } from "./floorview";
import type { Floor, Leader, Round } from "./floorwire";
import type { RoomState } from "./state";
import type { Steer } from "./steer";

type Words = (name: string) => string;

export class LeaderPage {
  private floor: Floor | null = null;
  private opened = false;
  private called = new Set<string>();
  private read = new Set<string>();

  constructor(
    private readonly root: HTMLElement,
    private readonly word: Words,
    private readonly steer: () => Steer,
    private readonly askRemove: (identity: string, name: string) => void,
  ) {
    sortable(
      part(root, "turns"),
      () =>
        (this.floor?.round ? turnRows(this.floor.round).filter((row) => row.waits) : []).map(
          (row) => row.who,
        ),
      (order) => {
        const round = this.floor?.round;
        if (round) void this.steer().send("turns", { round: round.round, turn: round.turn, order });
      },
    );
    sortable(
      part(root, "segments"),
      () => this.toCome().map((one) => one.key),
      (order) => void this.steer().send("reorder", { order }),
    );
    part(root, "show-part").addEventListener("click", () => {
      const now = this.floor?.show.now;
      const text = [now?.card, ...(now?.questions ?? [])].filter(Boolean).join("\n");
      if (now) void this.steer().send("show", { title: now.title, text });
    });
  }

  private toCome() {
    return (this.floor?.show.segments ?? []).filter((one) =>
      ["planned", "skipped"].includes(one.state),
    );
  }

  private name(who: string): string {
    return this.floor?.faces[who]?.name ?? "";
  }

  draw(room: RoomState): void {
    const floor = room.server?.floor ?? null;
    const leader = floor?.leader ?? null;
    this.floor = floor;
    part(this.root, "lead-whispers").hidden = !leader || leader.whispers.length === 0;
    part(this.root, 'tool="whisper"').hidden = !floor?.me.can.includes("whisper");
    for (const name of ["lead", "lead-round", "lead-heard", "lead-tools"])
      part(this.root, name).hidden = leader === null;
    part(this.root, "lead-hands").hidden = !leader || floor?.hands.length === 0;
    if (!floor || !leader) return;
    if (!this.opened && room.phase === "in") {
      this.opened = true;
      if (["guide", "host"].includes(floor.me.part)) part(this.root, "side").classList.add("open");
    }
    this.whispers(leader, floor);
    this.script(floor, leader, Date.now() + room.skew);
    this.round(floor.round);
    this.hands(floor);
    this.heard(leader);
    this.segments(floor, leader);
    this.members(room, floor);
    this.rooms(floor, leader, Date.now() + room.skew);
    this.rest(floor);
  }

  /** What the supervisor writes to those who lead: at the top, answered by one press, and said aloud once. */
  private whispers(leader: Leader, floor: Floor): void {
    keep(part(this.root, "whispers"), leader.whispers, {
      key: (one) => one.whisper,
      make: (one) => {
        const row = copy(this.root, "whisper");
        for (const answer of ["thanks", "join"])
          part(row, answer).addEventListener(
            "click",
            () => void this.steer().send("reply", { whisper: one.whisper, answer }),
          );
        return row;
      },
      fill: (row, one) => {
        put(part(row, "from"), one.from);
        put(part(row, "text"), one.text);
        put(part(row, "answer"), one.answer_words);
        part(row, "open").hidden = !one.open;
      },
    });
    const waits = leader.whispers.filter((one) => one.open);
    const fresh = waits.find((one) => !this.read.has(one.whisper));
    this.read = new Set(waits.map((one) => one.whisper));
    if (!fresh || !["guide", "host"].includes(floor.me.part)) return;
    part(this.root, "side").classList.add("open");
    part(this.root, "floor-news").textContent = `${fresh.from}: ${fresh.text}`;
  }

  private script(floor: Floor, leader: Leader, at: number): void {
    const { now, segments, state } = floor.show;
    put(
      part(this.root, "now-title"),
      now?.title ?? this.word(state === "over" ? "show_over" : "show_before"),
    );
    const whole = segments.find((one) => one.state === "now")?.minutes ?? 0;
    const left = now ? minutesLeft(now.ends_at, at) : 0;
    const words = this.word("left_of")
      .replace("%(left)s", String(left))
      .replace("%(whole)s", String(whole));
    put(part(this.root, "now-left"), now ? words : "");
    const says = part(this.root, "says");
    says.hidden = !leader.says;
    put(says, leader.says);
    const watch = part(this.root, "watch-for");
    watch.hidden = leader.watch_for.length === 0;
    keep(watch, leader.watch_for, {
      key: (words) => words,
      make: () => document.createElement("li"),
      fill: (row, words) => put(row, words),
    });
    const following = segments.find((one) => one.state === "planned");
    const next = state === "before" ? "begin" : following ? "next_part" : "end_show";
    put(part(this.root, "next-words"), this.word(next).replace("%s", following?.title ?? ""));
    const late = state === "on" && leader.time.over_min > 1;
    part(this.root, "over").hidden = !late;
    put(part(this.root, "over-words"), leader.time.words);
    const shorten = part(this.root, "shorten");
    shorten.hidden = !leader.time.shorten;
    put(shorten, leader.time.shorten?.words ?? "");
  }

  private round(round: Round | null): void {
    const on = round !== null && !round.over;
    part(this.root, "round-on").hidden = round === null;
    part(this.root, "round-off").hidden = on;
    const [spoke, all] = round ? spokenCount(round) : [0, 0];
    const count = this.word("have_spoken")
      .replace("%(spoke)s", String(spoke))
      .replace("%(all)s", String(all));
    put(part(this.root, "round-count"), round ? count : "");
    const rows = round ? turnRows(round) : [];
    const waits = rows.filter((row) => row.waits);
    keep(part(this.root, "turns"), rows, {
      key: (row) => row.who,
      make: () => copy(this.root, "turn"),
      fill: (row, turn) => {
        row.classList.toggle("now", turn.state === "speaking");
        this.face(row, turn.who);
        put(part(row, "state"), this.word(`turn_${turn.state}`));
        this.moves(row, this.name(turn.who), turn.waits, turn === waits[0], turn === waits.at(-1));
      },
    });
  }

  private face(row: HTMLElement, who: string): void {
    draw(part(row, "pic"), this.floor?.faces[who]?.drawing ?? "leaf");
    put(part(row, "name"), this.name(who));
  }

  /** Handle and buttons of a row that can change its place. At an end the button stays, for the focus. */
  private moves(row: HTMLElement, name: string, can: boolean, first: boolean, last: boolean): void {
    part(row, "grip").classList.toggle("none", !can);
    for (const [way, end] of [
      ["up", first],
      ["down", last],
    ] as const) {
      const button = part(row, way);
      button.hidden = !can;
      button.setAttribute("aria-disabled", String(end));
      button.setAttribute(
        "aria-label",
        this.word(way === "up" ? "earlier" : "later").replace("%s", name),
      );
    }
  }

  private hands(floor: Floor): void {
    keep(part(this.root, "hands"), handsInOrder(floor), {
      key: (hand) => hand.who,
      make: (hand) => {
        const row = copy(this.root, "hand-row");
        part(row, "lower").addEventListener(
          "click",
          () => void this.steer().send("lower", { who: hand.who }),
        );
        return row;
      },
      fill: (row, hand) => {
        this.face(row, hand.who);
        put(part(row, "state"), hand.first ? this.word("heard_least") : "");
        const lower = part(row, "lower");
        lower.setAttribute("aria-label", `${lower.textContent}: ${this.name(hand.who)}`);
      },
    });
  }

  private heard(leader: Leader): void {
    const { airtime } = leader;
    put(part(this.root, "heard-words"), airtime.words);
    put(part(this.root, "heard-shares"), airtime.shares.map((one) => `${one.words}.`).join(" "));
    const ring = part(this.root, "ring");
    const drawn = arcs(airtime.shares);
    while (ring.children.length > drawn.length + 1) ring.lastElementChild?.remove();
    for (const [place, arc] of drawn.entries()) {
      const there = ring.children[place + 1] as SVGElement | undefined;
      const circle = there ?? (ring.firstElementChild?.cloneNode() as SVGElement);
      circle.setAttribute("class", `share s${(place % 6) + 1}`);
      circle.style.setProperty("stroke-dasharray", arc.dash);
      circle.style.setProperty("stroke-dashoffset", String(arc.offset));
      if (!there) ring.append(circle);
    }
  }

  private segments(floor: Floor, leader: Leader): void {
    put(part(this.root, "whole-end"), leader.time.words);
    const toCome = this.toCome();
    keep(part(this.root, "segments"), floor.show.segments, {
      key: (one) => one.key,
      make: (one) => {
        const row = copy(this.root, "segment");
        part(row, "skip").addEventListener("click", () => {
          const skipped =
            this.floor?.show.segments.find(({ key }) => key === one.key)?.state === "skipped";
          void this.steer().send(skipped ? "unskip" : "skip", { segment: one.key });
        });
        return row;
      },
      fill: (row, one) => {
        const movable = toCome.includes(one);
        row.classList.toggle("now", one.state === "now");
        row.classList.toggle("done", one.state === "done" || one.state === "skipped");
        put(part(row, "name"), one.title);
        const state = one.state === "planned" ? "segment_minutes" : `segment_${one.state}`;
        put(part(row, "state"), this.word(state).replace("%s", String(one.minutes)));
        this.moves(row, one.title, movable, one === toCome[0], one === toCome.at(-1));
        const skip = part(row, "skip");
        skip.hidden = !movable;
        put(skip, this.word(one.state === "skipped" ? "unskip" : "skip"));
        skip.setAttribute("aria-label", `${skip.textContent}: ${one.title}`);
      },
    });
  }

  private members(room: RoomState, floor: Floor): void {
    const others = (room.server?.people ?? []).filter(
      (one) => one.who !== floor.me.who && one.here,
    );
    keep(part(this.root, "members"), others, {
      key: (one) => one.who,
      make: (one) => {
        const row = copy(this.root, "member");
        const on = (name: string, kind: string, args: Record<string, string>) =>
          part(row, name).addEventListener(
            "click",
            () => void this.steer().send(kind, { who: one.who, ...args }),
          );
        on("mute", "ask", { what: "mute" });
        on("camera", "ask", { what: "camera" });
        on("aside", "side", {});
        part(row, "out").addEventListener("click", () => {
          const seat = row.dataset.identity ?? "";
          this.askRemove(seat, this.name(one.who));
        });
        return row;
      },
      fill: (row, one) => {
        this.face(row, one.who);
        row.dataset.identity = one.identity;
        const plain = one.role === "participant";
        part(row, "aside").hidden = !plain || !floor.me.can.includes("side");
        part(row, "out").hidden = !plain || !room.server?.me.can.includes("remove");
        for (const button of row.querySelectorAll("button"))
          button.setAttribute("aria-label", `${button.textContent}: ${one.name}`);
      },
    });
  }

  private rooms(floor: Floor, leader: Leader, at: number): void {
    const { split } = floor;
    part(this.root, "split-on").hidden = !split && leader.sides.length === 0;
    part(this.root, "split-off").hidden = split !== null || !floor.me.can.includes("split");
    put(
      part(this.root, "split-words"),
      split ? this.word("split_left").replace("%s", String(minutesLeft(split.ends_at, at))) : "",
    );
    const rooms = [
      ...(split?.rooms ?? []).map((one) => ({ ...one, side: false })),
      ...leader.sides.map((one) => ({
        room: one.room,
        people: [one.who, one.with],
        called: one.called,
        side: true,
      })),
    ];
    this.calls(rooms.filter((one) => one.called));
    keep(part(this.root, "rooms"), rooms, {
      key: (one) => one.room,
      make: (one) => {
        const row = copy(this.root, "small-room");
        part(row, "step").addEventListener(
          "click",
          () => void this.steer().send("step_in", { room: one.room }),
        );
        part(row, "end").addEventListener(
          "click",
          () => void this.steer().send("end_side", { room: one.room }),
        );
        return row;
      },
      fill: (row, one) => {
        row.classList.toggle("called", one.called);
        put(part(row, "name"), one.people.map((who) => this.name(who)).join(", "));
        put(part(row, "state"), one.called ? this.word("calls") : "");
        part(row, "step").hidden = !floor.me.can.includes("step_in") || floor.me.place === one.room;
        part(row, "end").hidden = !one.side;
      },
    });
  }

  /** A room that calls opens its drawer and is said aloud, once. */
  private calls(rooms: readonly { room: string; people: readonly string[] }[]): void {
    const fresh = rooms.find((one) => !this.called.has(one.room));
    this.called = new Set(rooms.map((one) => one.room));
    if (!fresh) return;
    part<HTMLDetailsElement>(this.root, 'tool="split"').open = true;
    const names = fresh.people.map((who) => this.name(who)).join(", ");
    part(this.root, "floor-news").textContent = `${names}: ${this.word("calls")}`;
  }

  private votesBefore(votes: Leader["votes"]): void {
    part(this.root, "votes-before").hidden = votes.length === 0;
    keep(part(this.root, "votes"), votes, {
      key: (one) => String(one.vote),
      make: () => copy(this.root, "vote-before"),
      fill: (row, one) => {
        put(part(row, "name"), one.question);
        put(
          part(row, "state"),
          one.options.map((each) => `${each.text}: ${each.votes}`).join(", "),
        );
      },
    });
  }

  private rest(floor: Floor): void {
    part(this.root, "vote-off").hidden = floor.vote !== null;
    part(this.root, "vote-on").hidden = floor.vote === null;
    const voted = floor.vote?.voted ?? null;
    put(
      part(this.root, "voted"),
      voted === null ? "" : this.word("have_voted").replace("%s", String(voted)),
    );
    this.votesBefore(floor.leader?.votes ?? []);
    put(part(this.root, "led"), floor.led.words);
    part(this.root, "typing").textContent = this.word(
      floor.typed.open ? "typing_rest" : "typing_open",
    );
    put(part(this.root, "parked-count"), floor.parking.length ? String(floor.parking.length) : "");
    keep(part(this.root, "parking"), floor.parking, {
      key: (one) => one.item,
      make: (one) => {
        const row = copy(this.root, "parked");
        part(row, "took").addEventListener(
          "click",
          () => void this.steer().send("parked", { item: one.item }),
        );
        return row;
      },
      fill: (row, one) => {
        put(part(row, "name"), one.text);
        put(part(row, "state"), one.earlier ? this.word("parked_earlier") : "");
      },
    });
  }
}
