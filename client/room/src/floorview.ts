// What the floor looks like at one moment, as plain values: the page only puts them in place.

import type { Floor, Round } from "./floorwire";
import { may } from "./manners";

/** The part that lies behind now, from 0 to 1. */
export function filled(began: string | null, ends: string | number | null, now: number): number {
  if (began === null || ends === null) return 0;
  const start = Date.parse(began);
  const end = typeof ends === "number" ? start + ends * 1_000 : Date.parse(ends);
  if (!(end > start)) return 0;
  return Math.max(0, Math.min(1, (now - start) / (end - start)));
}

export function minutesLeft(ends: string, now: number): number {
  return Math.max(0, Math.ceil((Date.parse(ends) - now) / 60_000));
}

/** The last half minute of a small room: its words say that everybody comes back. */
export function soon(ends: string, now: number): boolean {
  return Date.parse(ends) - now < 30_000;
}

export interface AtHand {
  pass: boolean;
  /** Passing before the turn reads "this time". */
  early: boolean;
  done: boolean;
  comeBack: boolean;
}

/** What somebody may do about their own turn. */
export function atHand(floor: Floor | null): AtHand {
  const mine = floor?.round && !floor.pause ? floor.round.mine : "";
  const waits = mine === "waiting" || mine === "come-back";
  return {
    pass: mine === "speaking" || waits,
    early: waits,
    done: mine === "speaking",
    comeBack: mine === "passed",
  };
}

/** The first sentence stands out: who speaks. */
export function firstSentence(words: string): [string, string] {
  const end = words.search(/[.!?。](\s|$)/);
  return end < 0 ? [words, ""] : [words.slice(0, end + 1), words.slice(end + 1)];
}

export interface TurnRow {
  who: string;
  state: string;
  /** Its order can be changed. */
  waits: boolean;
}

/** Who speaks, then who waits, then who passed; whoever has spoken is only counted. */
export function turnRows(round: Round): TurnRow[] {
  const of = (state: string) => round.turns.filter((turn) => turn.state === state);
  const waiting = round.turns.filter((turn) => ["waiting", "come-back"].includes(turn.state));
  return [
    ...of("speaking").map(({ who }) => ({ who, state: "speaking", waits: false })),
    ...waiting.map(({ who, state }, place) => ({
      who,
      state: state === "waiting" && place === 0 ? "next" : state,
      waits: true,
    })),
    ...of("passed").map(({ who }) => ({ who, state: "passed", waits: false })),
  ];
}

export function spokenCount(round: Round): [number, number] {
  return [round.turns.filter((turn) => turn.state === "spoke").length, round.turns.length];
}

/** Hands with those heard least first; whoever the server does not rank keeps their place in time. */
export function handsInOrder(floor: Floor): { who: string; first: boolean }[] {
  const least = floor.leader?.heard_least[0];
  return floor.hands.map(({ who }) => ({ who, first: floor.hands.length > 1 && who === least }));
}

/** One's own place among the hands, 0 when it is down. */
export function handPlace(floor: Floor | null): number {
  return floor ? floor.hands.findIndex((hand) => hand.who === floor.me.who) + 1 : 0;
}

export interface Arc {
  dash: string;
  offset: number;
}

/** The ring of speaking time: one arc for each share, with a small gap between two. */
export function arcs(shares: readonly { share: number }[]): Arc[] {
  let before = 0;
  return shares.map(({ share }) => {
    const long = share * 100;
    const arc = {
      dash: `${Math.max(0.5, long - (shares.length > 1 ? 2 : 0))} 100`,
      offset: -before,
    };
    before += long;
    return arc;
  });
}

/** The commands whose buttons are drawn: those the viewer's part may give and that mean something now. */
export function offered(floor: Floor): (kind: string) => boolean {
  const on = floor.show.state === "on";
  const paused = floor.pause !== null;
  const aside = /^(pair|side)-/.test(floor.me.place);
  const led = floor.leader !== null;
  const now: Readonly<Record<string, boolean>> = {
    next: floor.show.state !== "over",
    back: floor.show.segments.some((one) => one.state === "done"),
    extend: on,
    pause: !paused,
    go_on: paused,
    give: floor.round !== null && !floor.round.over,
    open_floor: floor.round !== null,
    hide: floor.card !== null,
    close_vote: floor.vote !== null && !floor.vote.closed,
    clear_vote: floor.vote !== null,
    swap: floor.led.host !== null && floor.led.swap === null,
    call: aside && !led,
    end_side: floor.me.place.startsWith("side-"),
    step_out: led && floor.me.place.startsWith("pair-"),
  };
  return (kind) => may(floor, kind) && (now[kind] ?? true);
}
