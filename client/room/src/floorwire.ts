// The floor as the server tells it: section 6 of docs/room-protocol.md.

import {
  flag,
  list,
  mapOf,
  matching,
  maybe,
  moment,
  number,
  one,
  ownLink,
  type Read,
  shape,
  text,
} from "./decode";

/** The rooms of one session that a ticket can open. */
export const place = matching(/^(main|private|(pair|side)-\d{1,3})$/);

const part = one("guide", "host", "supervisor", "clinician", "participant");
const turnState = one("waiting", "speaking", "spoke", "passed", "come-back");
const face = shape({ name: text, drawing: text });
const people = list(text);

const me = shape({
  who: text,
  part,
  can: list(text),
  place,
  place_words: text,
  hand: flag,
  asks: list(shape({ ask: number, what: one("mute", "camera"), words: text })),
});

const led = shape({
  guide: maybe(text),
  host: maybe(text),
  words: text,
  stands_in: flag,
  swap: maybe(shape({ by: text, to: text, mine: flag, words: text })),
});

const segment = shape({
  key: text,
  kind: text,
  title: text,
  minutes: number,
  state: one("planned", "now", "done", "skipped"),
});

const show = shape({
  state: one("before", "on", "over"),
  now: maybe(
    shape({
      key: text,
      kind: text,
      title: text,
      purpose: text,
      card: text,
      questions: list(text),
      began_at: moment,
      ends_at: moment,
      round: flag,
      cross_talk: flag,
    }),
  ),
  segments: list(segment),
});

const round = shape({
  round: number,
  turn: number,
  holder: maybe(text),
  since: maybe(moment),
  soft_s: number,
  quiet: flag,
  over: flag,
  words: text,
  mine: one("", "waiting", "speaking", "spoke", "passed", "come-back"),
  turns: list(shape({ who: text, state: turnState })),
});

const vote = shape({
  vote: number,
  question: text,
  options: list(shape({ option: number, text, votes: maybe(number) })),
  mine: maybe(number),
  closed: flag,
  voted: maybe(number),
});

const leader = shape({
  says: text,
  watch_for: list(text),
  time: shape({
    ends_at: moment,
    planned_end: moment,
    over_min: number,
    words: text,
    shorten: maybe(shape({ segment: text, minutes: number, words: text })),
  }),
  airtime: shape({
    words: text,
    quiet: people,
    shares: list(shape({ who: text, share: number, words: text })),
  }),
  heard_least: people,
  sides: list(shape({ room: text, who: text, with: text, since: moment, called: flag })),
  votes: list(
    shape({
      vote: number,
      question: text,
      options: list(shape({ text, votes: number })),
    }),
  ),
  whispers: list(
    shape({ whisper: text, from: text, text, at: moment, answer_words: text, open: flag }),
  ),
});

const floor = shape({
  version: number,
  faces: mapOf(face),
  me,
  led,
  show,
  round: maybe(round),
  hands: list(shape({ who: text, since: moment })),
  reactions: list(shape({ who: text, what: text, until: moment })),
  reaction_words: mapOf(text),
  typed: shape({
    open: flag,
    can_say: flag,
    lines: list(shape({ id: text, who: text, text, at: moment })),
  }),
  vote: maybe(vote),
  parking: list(shape({ item: text, text, earlier: flag })),
  pause: maybe(shape({ since: moment, by: text, words: text, breathing: flag })),
  card: maybe(shape({ title: text, text, link: ownLink, link_words: text, by: text })),
  split: maybe(
    shape({
      split: number,
      began_at: moment,
      ends_at: moment,
      question: text,
      words: text,
      rooms: list(shape({ room: text, people, visitors: people, called: flag })),
    }),
  ),
  leader: maybe(leader),
});

export type Floor = Read<typeof floor>;
export type Round = Read<typeof round>;
export type Segment = Read<typeof segment>;
export type Leader = Read<typeof leader>;

export const readFloor = (value: unknown): Floor => floor(value, "floor");

/** What became of a command, besides a refusal to be inside at all. */
export type Args = Readonly<Record<string, string | number | boolean | readonly string[]>>;
export type Told =
  | { kind: "done"; floor: Floor }
  | { kind: "moved-on"; words: string; floor: Floor }
  | { kind: "refused"; reason: string; words: string };

const said = shape({ reason: text, words: text });
const moved = shape({ reason: text, words: text, floor });
const done = shape({ floor });

export function readTold(status: number, value: unknown): Told {
  if (status === 200) return { kind: "done", floor: done(value, "answer").floor };
  if (status === 409) {
    const late = moved(value, "answer");
    return { kind: "moved-on", words: late.words, floor: late.floor };
  }
  return { kind: "refused", ...said(value, "answer") };
}
