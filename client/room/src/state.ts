// The room after each thing that happens: a pure function. The page draws it; nothing else decides.

import type { Floor } from "./floorwire";
import type { Refusal, State, Ticket } from "./wire";

export type Phase =
  | "out"
  | "joining"
  | "waiting"
  | "in"
  | "reconnecting"
  | "away"
  | "elsewhere"
  | "ended";
export type Layout = "speaker" | "grid";
export type LineQuality = "good" | "poor";

/** What LiveKit says of one connection. */
export interface Live {
  microphone: boolean;
  camera: boolean;
}

/** A place in the order of faces. It outlives its person's connection by `KEPT_MS`. */
export interface Place {
  identity: string;
  name: string;
  seen: number;
}

export interface RoomState {
  phase: Phase;
  /** Why the phase is what it is, by name; `words` are the server's for it. */
  reason: string;
  words: string;
  next: string;
  room: Ticket["room"];
  server: State | null;
  live: ReadonlyMap<string, Live>;
  /** In order of first sight; stays through reconnects. */
  places: readonly Place[];
  /** Who is heard right now, loudest first. */
  voices: readonly string[];
  /** Who has the large place, and since when. */
  speaker: string | null;
  speakerSince: number;
  layout: Layout;
  soundOnly: boolean;
  lowLine: boolean;
  line: LineQuality;
  microphone: boolean;
  camera: boolean;
  soundBlocked: boolean;
  /** The server's clock less the page's own, in ms: the page's own is not asked. */
  skew: number;
  /** What was answered to the last press, quietly. */
  note: string;
}

export type Happening =
  | { kind: "joining"; words?: string }
  | { kind: "ticket"; ticket: Ticket; at: number }
  | { kind: "state"; state: State; at: number }
  | { kind: "refused"; refusal: Refusal; waiting: boolean }
  | { kind: "gone"; refusal: Refusal }
  | { kind: "connected"; present: ReadonlyMap<string, Live>; at: number }
  | { kind: "reconnecting" }
  | { kind: "gave-up" }
  | { kind: "live"; identity: string; live: Live | null; at: number }
  | { kind: "speaking"; identities: readonly string[]; at: number }
  | { kind: "tick"; at: number }
  | { kind: "line"; quality: LineQuality }
  | { kind: "own"; microphone: boolean; camera: boolean }
  | { kind: "chose"; layout?: Layout; soundOnly?: boolean; lowLine?: boolean }
  | { kind: "sound"; blocked: boolean }
  | { kind: "floor"; floor: Floor }
  | { kind: "note"; words: string };

/** A new voice takes the large place only when the old one has had it this long, so that faces do not jump. */
export const HYSTERESIS_MS = 2_000;
/** A seat is kept this long (R05); whoever comes back within it sits where they sat. */
export const KEPT_MS = 10 * 60_000;

export const OUTSIDE: RoomState = {
  phase: "out",
  reason: "",
  words: "",
  next: "",
  room: "main",
  server: null,
  live: new Map(),
  places: [],
  voices: [],
  speaker: null,
  speakerSince: 0,
  layout: "speaker",
  soundOnly: false,
  lowLine: false,
  line: "good",
  microphone: false,
  camera: false,
  soundBlocked: false,
  skew: 0,
  note: "",
};

export function hear(room: RoomState, what: Happening): RoomState {
  switch (what.kind) {
    case "joining":
      return { ...room, phase: "joining", reason: "", words: what.words ?? "" };
    case "ticket":
      return heardFrom({ ...room, room: what.ticket.room }, what.ticket.state, what.at);
    case "state":
      return heardFrom(room, what.state, what.at);
    case "refused":
      return { ...silent(room), ...told(what.refusal, what.waiting ? "waiting" : "ended") };
    case "gone":
      return { ...silent(room), ...told(what.refusal, "ended") };
    case "connected":
      return seated(
        { ...room, phase: "in", reason: "", words: "", live: what.present, line: "good" },
        what.at,
      );
    case "reconnecting":
      return room.phase === "in" ? { ...room, phase: "reconnecting", voices: [] } : room;
    case "gave-up":
      return { ...silent(room), phase: "away", reason: "line", words: "" };
    case "live":
      return seated({ ...room, live: changed(room.live, what.identity, what.live) }, what.at);
    case "speaking":
      return speaking({ ...room, voices: what.identities }, what.at);
    case "tick":
      return speaking(room, what.at);
    case "line":
      return { ...room, line: what.quality };
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
    case "floor":
      return room.server ? { ...room, server: withFloor(room.server, what.floor) } : room;
    case "note":
      return { ...room, note: what.words };
    default:
      return what satisfies never;
  }
}

function told(refusal: Refusal, otherwise: Phase): Partial<RoomState> {
  const phase = refusal.reason === "elsewhere" ? "elsewhere" : otherwise;
  return { phase, reason: refusal.reason, words: refusal.words, next: refusal.next ?? "" };
}

/** Nobody is heard or seen from outside, and nothing of one's own goes out. */
function silent(room: RoomState): RoomState {
  return { ...room, live: new Map(), voices: [], microphone: false, camera: false };
}

/** An answer that was overtaken by a later one changes nothing; nor does a floor older than the one shown. */
function heardFrom(room: RoomState, state: State, at: number): RoomState {
  const before = room.server;
  const overtaken =
    before?.me.identity === state.me.identity && Date.parse(before.now) > Date.parse(state.now);
  if (overtaken) return seated(room, at);
  const kept =
    before?.floor && state.floor ? withFloor(state, newer(before.floor, state.floor)) : state;
  return seated({ ...room, server: kept, skew: Date.parse(state.now) - at }, at);
}

function withFloor(state: State, floor: Floor): State {
  return { ...state, floor: state.floor ? newer(state.floor, floor) : floor };
}

function newer(before: Floor, after: Floor): Floor {
  return after.version < before.version ? before : after;
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

/** Everybody the server or LiveKit lists: what LiveKit lists is shown, known or not (V06). */
function known(room: RoomState): Map<string, string> {
  const all = new Map([...room.live.keys()].map((identity) => [identity, ""]));
  for (const one of room.server?.people ?? []) all.set(one.identity, one.name);
  return all;
}

/** Give everybody a place. Whoever comes back under a new identity gets the old place of that name. */
function seated(room: RoomState, at: number): RoomState {
  const here = known(room);
  const fresh = new Map([...here].filter(([id]) => !room.places.some((p) => p.identity === id)));
  const places: Place[] = [];
  for (const place of room.places) {
    const name = here.get(place.identity);
    if (name !== undefined) places.push({ ...place, name: name || place.name, seen: at });
    else if (at - place.seen <= KEPT_MS) places.push(back(place, fresh, at));
  }
  for (const [identity, name] of fresh) places.push({ identity, name, seen: at });
  const speaker = room.speaker !== null && here.has(room.speaker) ? room.speaker : null;
  return { ...room, places, speaker };
}

function back(place: Place, fresh: Map<string, string>, at: number): Place {
  for (const [identity, name] of fresh)
    if (name !== "" && name === place.name) {
      fresh.delete(identity);
      return { identity, name, seen: at };
    }
  return place;
}

function speaking(room: RoomState, at: number): RoomState {
  const me = room.server?.me.identity;
  const loudest = room.voices.find((identity) => identity !== me);
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
  who: string;
  /** Holds the talking piece. */
  piece: boolean;
  hand: boolean;
  /** The words of a reaction that has not faded yet. */
  reaction: string;
}

/** Everybody as the page shows them, in the order of their places. */
export function seats(room: RoomState, unknown: string): Seat[] {
  const me = room.server?.me;
  const floor = room.server?.floor ?? null;
  const holder = floor?.round?.holder ?? null;
  const inTurn = holder && room.server?.people.find((one) => one.who === holder)?.identity;
  const large = room.layout === "speaker" ? inTurn || room.speaker || firstOther(room) : null;
  const here = known(room);
  return room.places
    .filter((place) => here.has(place.identity))
    .map(({ identity }) => {
      const person = room.server?.people.find((one) => one.identity === identity);
      const live = room.live.get(identity);
      const mine = identity === me?.identity;
      const dropped = !live && !mine && room.phase === "in";
      return {
        identity,
        name: person?.name ?? unknown,
        drawing: person?.drawing ?? "leaf",
        words: person?.role_words ?? "",
        note: dropped ? (person?.note ?? "") : "",
        mine,
        large: identity === large,
        speaking: room.voices.includes(identity),
        away: dropped && person?.here === false,
        microphone: mine ? room.microphone : (live?.microphone ?? false),
        camera: mine ? room.camera : (live?.camera ?? false) && !room.soundOnly,
        who: person?.who ?? "",
        piece: person !== undefined && person.who === holder,
        hand: floor?.hands.some((one) => one.who === person?.who) ?? false,
        reaction: reactionOf(floor, person?.who),
        removable: !mine && person?.role === "participant" && (me?.can.includes("remove") ?? false),
      };
    });
}

function reactionOf(floor: Floor | null, who: string | undefined): string {
  const last = floor?.reactions.findLast((one) => one.who === who);
  return last ? (floor?.reaction_words[last.what] ?? "") : "";
}

function firstOther(room: RoomState): string | null {
  const me = room.server?.me.identity;
  const guide = room.server?.people.find((one) => one.role === "guide" && one.identity !== me);
  if (guide && room.live.has(guide.identity)) return guide.identity;
  const other = room.places.find(({ identity }) => identity !== me && room.live.has(identity));
  return other?.identity ?? null;
}

export interface News {
  came: string[];
  left: string[];
}

/** Who came and who left between two states, by name, for whoever listens to the page instead of seeing it. */
export function news(before: RoomState, after: RoomState): News {
  if (before.phase !== "in" || after.phase !== "in") return { came: [], left: [] };
  const was = names(before);
  const is = names(after);
  return {
    came: [...is].filter((name) => !was.has(name)),
    left: [...was].filter((name) => !is.has(name)),
  };
}

function names(room: RoomState): Set<string> {
  const me = room.server?.me.identity;
  const people = room.server?.people ?? [];
  return new Set(
    people
      .filter((one) => one.identity !== me && (room.live.has(one.identity) || one.here))
      .map((one) => one.name),
  );
}

/** How much of the session is over, from 0 to 1, by the server's clock. */
export function elapsed(state: State): number {
  const [start, end, now] = [state.starts_at, state.ends_at, state.now].map((at) => Date.parse(at));
  if (start === undefined || end === undefined || now === undefined || end <= start) return 0;
  return Math.max(0, Math.min(1, (now - start) / (end - start)));
}
