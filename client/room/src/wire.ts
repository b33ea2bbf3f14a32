// Every message between a room's page and the server, as typed data. Mirrors docs/room-protocol.md.

import { flag, list, maybe, moment, number, one, record, shape, text } from "./decode";
import { type Floor, place, readFloor } from "./floorwire";

export { Garbled } from "./decode";

export type Part = "guide" | "host" | "supervisor" | "clinician" | "participant";
export type Watching = "in_room" | "listening" | "on_call" | "away";
export type Act = "admit" | "remove" | "close" | "clear";

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
  stay: string;
  me: { identity: string; who: string; role: Part; can: Act[] };
  people: Person[];
  supervision: { name: string; state: Watching; words: string; since: string } | null;
  waiting: Waiter[] | null;
  /** Section 6 of the protocol; null where there is none. */
  floor: Floor | null;
}

export interface Ticket {
  url: string;
  token: string;
  identity: string;
  /** `main`, `private`, or a small room of the same session. */
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
  /** How long this browser's own microphone was loud since the last beat. No sound leaves for it. */
  spoke_s: number;
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

const part = one("guide", "host", "supervisor", "clinician", "participant");

const person = shape({
  identity: text,
  who: text,
  name: text,
  drawing: text,
  role: part,
  role_words: text,
  here: flag,
  since: moment,
  note: text,
});

const waiter = shape({
  wait: text,
  name: text,
  drawing: text,
  since: moment,
  arriving: maybe(number),
  words: text,
});

const state = shape({
  version: number,
  now: moment,
  title: text,
  kind: one("peer", "clinical", "individual"),
  starts_at: moment,
  ends_at: moment,
  hold: maybe(shape({ words: text, crisis: text, emergency: text })),
  stay: text,
  me: shape({
    identity: text,
    who: text,
    role: part,
    can: list(one("admit", "remove", "close", "clear")),
  }),
  people: list(person),
  supervision: maybe(
    shape({
      name: text,
      state: one("in_room", "listening", "on_call", "away"),
      words: text,
      since: moment,
    }),
  ),
  waiting: maybe(list(waiter)),
  floor: maybe(readFloor),
});

const ticket = shape({
  url: text,
  token: text,
  identity: text,
  room: place,
  capture: shape({ height: number, fps: number }),
  state,
});

const door = shape({ door: text, words: text, open: flag });

export const readState = (value: unknown): State => state(value, "state");
export const readTicket = (value: unknown): Ticket => ticket(value, "ticket");
export const readDoor = (value: unknown): DoorSays => door(value, "door");

export function readRefusal(value: unknown): Refusal {
  const from = record(value, "refusal");
  const refusal: Refusal = {
    reason: text(from.reason, "reason"),
    words: typeof from.words === "string" ? from.words : "",
  };
  return typeof from.next === "string" ? { ...refusal, next: from.next } : refusal;
}
