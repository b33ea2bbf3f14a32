// The room after each thing that happens: a pure function. The page draws it; nothing else decides.

import type { Refusal, State } from "./wire";

export type Phase = "out" | "joining" | "in" | "reconnecting" | "waiting" | "elsewhere" | "ended";
export type Layout = "speaker" | "grid";

/** What LiveKit says of one connection. */
export interface Live {
  microphone: boolean;
  camera: boolean;
}

export interface RoomState {
  phase: Phase;
  /** Words from the server for a phase that needs them. */
  words: string;
  next: string;
  server: State | null;
  live: ReadonlyMap<string, Live>;
  /** Identities in the order of first sight; stays through reconnects. */
  order: readonly string[];
  speaker: string | null;
  speakerSince: number;
  layout: Layout;
  soundOnly: boolean;
  lowLine: boolean;
  microphone: boolean;
  camera: boolean;
  soundBlocked: boolean;
}

export type Happening =
  | { kind: "joining" }
  | { kind: "state"; state: State }
  | { kind: "refused"; refusal: Refusal; waiting: boolean }
  | { kind: "gone"; refusal: Refusal }
  | { kind: "connected" }
  | { kind: "reconnecting" }
  | { kind: "live"; identity: string; live: Live | null }
  | { kind: "speaking"; identities: readonly string[]; at: number }
  | { kind: "own"; microphone: boolean; camera: boolean }
  | { kind: "chose"; layout?: Layout; soundOnly?: boolean; lowLine?: boolean }
  | { kind: "sound"; blocked: boolean };

/** A new voice takes the large place only when the old one has had it this long, so that faces do not jump. */
export const HYSTERESIS_MS = 2_000;

export const OUTSIDE: RoomState = {
  phase: "out",
  words: "",
  next: "",
  server: null,
  live: new Map(),
  order: [],
  speaker: null,
  speakerSince: 0,
  layout: "speaker",
  soundOnly: false,
  lowLine: false,
  microphone: false,
  camera: false,
  soundBlocked: false,
};

export function hear(room: RoomState, what: Happening): RoomState {
  switch (what.kind) {
    case "joining":
      return { ...room, phase: "joining", words: "" };
    case "state":
      return ordered({ ...room, server: newer(room.server, what.state) });
    case "refused":
      return {
        ...room,
        phase:
          what.refusal.reason === "elsewhere" ? "elsewhere" : what.waiting ? "waiting" : "ended",
        words: what.refusal.words,
      };
    case "gone":
      return {
        ...room,
        phase: what.refusal.reason === "elsewhere" ? "elsewhere" : "ended",
        words: what.refusal.words,
        next: what.refusal.next ?? "",
      };
    case "connected":
      return { ...room, phase: "in", words: "" };
    case "reconnecting":
      return room.phase === "in" ? { ...room, phase: "reconnecting" } : room;
    case "live":
      return ordered({ ...room, live: changed(room.live, what.identity, what.live) });
    case "speaking":
      return speaking(room, what.identities, what.at);
    case "own":
      return { ...room, microphone: what.microphone, camera: what.camera };
    case "chose":
      return {
        ...room,
        layout: what.layout ?? room.layout,
        soundOnly: what.soundOnly ?? room.soundOnly,
        lowLine: what.lowLine ?? room.lowLine,
      };
    case "sound":
      return { ...room, soundBlocked: what.blocked };
    default:
      return what satisfies never;
  }
}

/** An answer that was overtaken by a later one changes nothing. */
function newer(before: State | null, after: State): State {
  if (before && before.me.identity === after.me.identity && before.now > after.now) return before;
  return after;
}

function changed(
  live: ReadonlyMap<string, Live>,
  identity: string,
  now: Live | null,
): ReadonlyMap<string, Live> {
  const next = new Map(live);
  if (now) next.set(identity, now);
  else next.delete(identity);
  return next;
}

/** Seats in order of first sight: the server keeps a seat for somebody who dropped, so do we. */
function ordered(room: RoomState): RoomState {
  const known = new Set([
    ...(room.server?.people.map((one) => one.identity) ?? []),
    ...room.live.keys(),
  ]);
  const kept = room.order.filter((identity) => known.has(identity));
  const fresh = [...known].filter((identity) => !kept.includes(identity));
  const order = [...kept, ...fresh];
  const speaker = room.speaker !== null && known.has(room.speaker) ? room.speaker : null;
  return { ...room, order, speaker };
}

function speaking(room: RoomState, identities: readonly string[], at: number): RoomState {
  const me = room.server?.me.identity;
  const loudest = identities.find((identity) => identity !== me);
  if (loudest === undefined || loudest === room.speaker) return room;
  if (room.speaker !== null && at - room.speakerSince < HYSTERESIS_MS) return room;
  return { ...room, speaker: loudest, speakerSince: at };
}

export interface Seat {
  identity: string;
  name: string;
  drawing: string;
  words: string;
  note: string;
  mine: boolean;
  large: boolean;
  speaking: boolean;
  away: boolean;
  microphone: boolean;
  camera: boolean;
  removable: boolean;
}

/** Everybody as the page shows them, in order. Whoever LiveKit lists is shown, known or not (V06). */
export function seats(room: RoomState, unknown: string): Seat[] {
  const me = room.server?.me;
  const large = room.layout === "speaker" ? (room.speaker ?? firstOther(room)) : null;
  return room.order.map((identity) => {
    const person = room.server?.people.find((one) => one.identity === identity);
    const live = room.live.get(identity);
    const mine = identity === me?.identity;
    return {
      identity,
      name: person?.name ?? unknown,
      drawing: person?.drawing ?? "leaf",
      words: person?.role_words ?? "",
      note: live || mine ? "" : (person?.note ?? ""),
      mine,
      large: identity === large,
      speaking: identity === room.speaker,
      away: !live && !mine && person?.here === false,
      microphone: mine ? room.microphone : (live?.microphone ?? false),
      camera: mine ? room.camera : (live?.camera ?? false) && !room.soundOnly,
      removable: !mine && person?.role === "participant" && (me?.can.includes("remove") ?? false),
    };
  });
}

function firstOther(room: RoomState): string | null {
  const people = room.server?.people ?? [];
  const leads = people.find((one) => one.role === "guide" && room.live.has(one.identity));
  const me = room.server?.me.identity;
  return leads && leads.identity !== me
    ? leads.identity
    : (room.order.find((identity) => identity !== me && room.live.has(identity)) ?? null);
}
