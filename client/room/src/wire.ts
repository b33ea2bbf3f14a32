// Every message between a room's page and the server, as typed data. Mirrors docs/room-protocol.md.

export type Part = "guide" | "host" | "supervisor" | "clinician" | "participant";
export type Watching = "in_room" | "listening" | "on_call" | "away";
export type Act = "admit" | "remove" | "close";

export interface Person {
  identity: string;
  /** What the floor calls them: the same through every new seat, another word next time. */
  who: string;
  name: string;
  drawing: string;
  role: Part;
  role_words: string;
  here: boolean;
  since: string;
  note: string;
}

/** Somebody at the door, for those who may let in. */
export interface Waiter {
  wait: string;
  name: string;
  drawing: string;
  since: string;
  arriving: number | null;
  words: string;
}

export interface State {
  version: number;
  now: string;
  title: string;
  kind: "peer" | "clinical" | "individual";
  starts_at: string;
  ends_at: string;
  hold: { words: string; crisis: string; emergency: string } | null;
  me: { identity: string; who: string; role: Part; can: Act[] };
  people: Person[];
  supervision: { name: string; state: Watching; words: string; since: string } | null;
  waiting: Waiter[] | null;
  /** Section 6 of the protocol; null where there is none. */
  floor: Readonly<Record<string, unknown>> | null;
}

export interface Ticket {
  url: string;
  token: string;
  identity: string;
  /** main, private, or a room beside the main one: pair-1, side-2. */
  room: string;
  capture: { height: number; fps: number };
  state: State;
}

/** What the door says to somebody who waits before it. */
export interface DoorSays {
  door: string;
  words: string;
  open: boolean;
}

/** What the page tells the server every five seconds and at once on a change. */
export interface Beat {
  /** The seat this page believes it holds. */
  identity: string;
  /** LiveKit's name of the connection; empty while there is none. */
  sid: string;
  media: "connected" | "reconnecting";
}

/** What the page asks a ticket with. */
export interface Ask {
  identity: string;
  take_over: boolean;
  /** Whose private room a clinician goes into. */
  with?: string;
}

/** The door or the room says no, or not yet. */
export interface Refusal {
  reason: string;
  words: string;
  next?: string;
}

/** An answer that is not of this protocol. Nothing of it is believed. */
export class Garbled extends Error {}

type Json = Record<string, unknown>;

function record(value: unknown): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Garbled("object");
  return value as Json;
}

function text(from: Json, name: string): string {
  const value = from[name];
  if (typeof value !== "string") throw new Garbled(name);
  return value;
}

function number(from: Json, name: string): number {
  const value = from[name];
  if (typeof value !== "number" || !Number.isFinite(value)) throw new Garbled(name);
  return value;
}

function flag(from: Json, name: string): boolean {
  const value = from[name];
  if (typeof value !== "boolean") throw new Garbled(name);
  return value;
}

function moment(from: Json, name: string): string {
  const value = text(from, name);
  if (Number.isNaN(Date.parse(value))) throw new Garbled(name);
  return value;
}

function list(from: Json, name: string): unknown[] {
  const value = from[name];
  if (!Array.isArray(value)) throw new Garbled(name);
  return value;
}

function one<T extends string>(from: Json, name: string, allowed: readonly T[]): T {
  const value = text(from, name);
  if (!(allowed as readonly string[]).includes(value)) throw new Garbled(name);
  return value as T;
}

const ACTS = ["admit", "remove", "close"] as const;
const PARTS = ["guide", "host", "supervisor", "clinician", "participant"] as const;

function person(value: unknown): Person {
  const from = record(value);
  return {
    identity: text(from, "identity"),
    who: text(from, "who"),
    name: text(from, "name"),
    drawing: text(from, "drawing"),
    role: one(from, "role", PARTS),
    role_words: text(from, "role_words"),
    here: flag(from, "here"),
    since: moment(from, "since"),
    note: text(from, "note"),
  };
}

function waiter(value: unknown): Waiter {
  const from = record(value);
  return {
    wait: text(from, "wait"),
    name: text(from, "name"),
    drawing: text(from, "drawing"),
    since: moment(from, "since"),
    arriving: from.arriving === null ? null : number(from, "arriving"),
    words: text(from, "words"),
  };
}

function hold(value: unknown): State["hold"] {
  if (value === null) return null;
  const from = record(value);
  return {
    words: text(from, "words"),
    crisis: text(from, "crisis"),
    emergency: text(from, "emergency"),
  };
}

function supervision(value: unknown): State["supervision"] {
  if (value === null) return null;
  const from = record(value);
  return {
    name: text(from, "name"),
    state: one(from, "state", ["in_room", "listening", "on_call", "away"] as const),
    words: text(from, "words"),
    since: moment(from, "since"),
  };
}

export function readState(value: unknown): State {
  const from = record(value);
  const me = record(from.me);
  return {
    version: number(from, "version"),
    now: moment(from, "now"),
    title: text(from, "title"),
    kind: one(from, "kind", ["peer", "clinical", "individual"] as const),
    starts_at: moment(from, "starts_at"),
    ends_at: moment(from, "ends_at"),
    hold: hold(from.hold),
    me: {
      identity: text(me, "identity"),
      who: text(me, "who"),
      role: one(me, "role", PARTS),
      can: list(me, "can").map((_, place, all) => one({ act: all[place] }, "act", ACTS)),
    },
    people: list(from, "people").map(person),
    supervision: supervision(from.supervision),
    waiting: from.waiting === null ? null : list(from, "waiting").map(waiter),
    floor: from.floor === null ? null : record(from.floor),
  };
}

function place(from: Json, name: string): string {
  const value = text(from, name);
  if (!/^(main|private|(pair|side)-\d+)$/.test(value)) throw new Garbled(name);
  return value;
}

export function readTicket(value: unknown): Ticket {
  const from = record(value);
  const capture = record(from.capture);
  return {
    url: text(from, "url"),
    token: text(from, "token"),
    identity: text(from, "identity"),
    room: place(from, "room"),
    capture: { height: number(capture, "height"), fps: number(capture, "fps") },
    state: readState(from.state),
  };
}

export function readRefusal(value: unknown): Refusal {
  const from = record(value);
  const refusal: Refusal = {
    reason: text(from, "reason"),
    words: typeof from.words === "string" ? from.words : "",
  };
  return typeof from.next === "string" ? { ...refusal, next: from.next } : refusal;
}

export function readDoor(value: unknown): DoorSays {
  const from = record(value);
  return { door: text(from, "door"), words: text(from, "words"), open: flag(from, "open") };
}
