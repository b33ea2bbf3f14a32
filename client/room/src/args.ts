// What a press names, taken from the floor it was pressed on: a late press cannot hit something else.

import type { Args, Floor } from "./floorwire";

type Of = (floor: Floor) => Args | null;

const none: Of = () => ({});
const inRound: Of = ({ round }) => round && { round: round.round };
const inTurn: Of = ({ round }) => round && { round: round.round, turn: round.turn };
const inVote: Of = ({ vote }) => vote && { vote: vote.vote };
const inSplit: Of = ({ split }) => split && { split: split.split };
const from: Of = ({ show }) => ({ from: show.now?.key ?? "" });

const PRESSES: Readonly<Record<string, Of>> = {
  next: from,
  back: from,
  extend: ({ show }) => show.now && { segment: show.now.key, minutes: 5 },
  shorten: ({ leader }) => {
    const better = leader?.time.shorten;
    return better ? { segment: better.segment, minutes: better.minutes } : null;
  },
  give: inTurn,
  done: inTurn,
  pass: inTurn,
  open_floor: inRound,
  come_back: inRound,
  hand: ({ me }) => ({ up: !me.hand }),
  typing: ({ typed }) => ({ open: !typed.open }),
  close_vote: inVote,
  clear_vote: inVote,
  pause: none,
  go_on: none,
  hide: none,
  ask_all: () => ({ what: "mute" }),
  swap: none,
  keep: none,
  accept: none,
  gather: inSplit,
  longer: (floor) => floor.split && { split: floor.split.split, minutes: 2 },
  call: none,
  step_out: none,
  end_side: ({ me }) => ({ room: me.place }),
};

/** The arguments of a button's press; null when what it was about is no longer there. */
export function argsOf(kind: string, floor: Floor): Args | null {
  return Object.hasOwn(PRESSES, kind) ? (PRESSES[kind]?.(floor) ?? null) : null;
}

const text = (form: FormData, name: string) => String(form.get(name) ?? "").trim();

const FORMS: Readonly<Record<string, (form: FormData) => Args>> = {
  round: (form) => ({ order: text(form, "order"), quiet: form.has("quiet") }),
  say: (form) => ({ text: text(form, "text") }),
  whisper: (form) => ({ text: text(form, "text") }),
  park: (form) => ({ text: text(form, "text") }),
  show: (form) => ({ title: text(form, "title"), text: text(form, "text") }),
  vote: (form) => ({
    question: text(form, "question"),
    options: text(form, "options")
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean),
  }),
  split: (form) => ({
    size: Number(text(form, "size")),
    minutes: Number(text(form, "minutes")),
    question: text(form, "question"),
  }),
};

export function argsOfForm(kind: string, form: FormData): Args | null {
  return Object.hasOwn(FORMS, kind) ? (FORMS[kind]?.(form) ?? null) : null;
}

/** Somebody one place earlier or later in an order; null at its ends. */
export function moved(order: readonly string[], key: string, by: -1 | 1): string[] | null {
  const at = order.indexOf(key);
  const to = at + by;
  if (at < 0 || to < 0 || to >= order.length) return null;
  return order.with(at, order[to] ?? key).with(to, key);
}
