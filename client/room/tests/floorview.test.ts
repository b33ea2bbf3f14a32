// The floor at one moment, without a page: what is filled, who may do what, who comes next.

import { describe, expect, it } from "vitest";
import plainSample from "../samples/floor.json";
import leaderSample from "../samples/floor-leader.json";
import splitSample from "../samples/floor-split.json";
import { argsOf, argsOfForm, moved } from "../src/args";
import {
  arcs,
  atHand,
  filled,
  firstSentence,
  handPlace,
  handsInOrder,
  minutesLeft,
  offered,
  soon,
  spokenCount,
  turnRows,
} from "../src/floorview";
import { type Floor, readFloor } from "../src/floorwire";
import { Loud } from "../src/loud";
import { rests } from "../src/manners";

const plain = readFloor(plainSample);
const leader = readFloor(leaderSample);
const split = readFloor(splitSample);
const roundOf = (floor: Floor) => floor.round as NonNullable<Floor["round"]>;
const withMine = (mine: string) => ({ ...plain, round: { ...roundOf(plain), mine } }) as Floor;

describe("a filling line", () => {
  const began = "2026-11-24T19:00:00+00:00";
  const at = (minutes: number) => Date.parse(began) + minutes * 60_000;

  it.each([
    [-5, 0],
    [0, 0],
    [5, 0.25],
    [20, 1],
    [90, 1],
  ])("is at %i minutes %f full", (minutes, share) => {
    expect(filled(began, "2026-11-24T19:20:00+00:00", at(minutes))).toBe(share);
  });

  it("of soft seconds fills too, and without an end stays empty", () => {
    expect(filled(began, 120, at(1))).toBe(0.5);
    expect([filled(began, null, at(1)), filled(null, 120, at(1)), filled(began, 0, at(1))]).toEqual(
      [0, 0, 0],
    );
  });

  it("of a small room says in the last half minute that all come back", () => {
    const ends = "2026-11-24T19:20:00+00:00";
    expect([at(19), at(19.6), at(21)].map((now) => soon(ends, now))).toEqual([false, true, true]);
  });

  it("has its minutes rounded up, never below none", () => {
    expect(minutesLeft("2026-11-24T19:20:00+00:00", at(10.5))).toBe(10);
    expect(minutesLeft("2026-11-24T19:20:00+00:00", at(30))).toBe(0);
  });
});

describe("at one's own hand", () => {
  it.each([
    ["speaking", { pass: true, early: false, done: true, comeBack: false }],
    ["waiting", { pass: true, early: true, done: false, comeBack: false }],
    ["come-back", { pass: true, early: true, done: false, comeBack: false }],
    ["passed", { pass: false, early: false, done: false, comeBack: true }],
    ["spoke", { pass: false, early: false, done: false, comeBack: false }],
    ["", { pass: false, early: false, done: false, comeBack: false }],
  ])("is, while %j", (mine, hand) => {
    expect(atHand(withMine(mine))).toEqual(hand);
  });

  it("is nothing in a pause, without a round, or without a floor", () => {
    const nothing = { pass: false, early: false, done: false, comeBack: false };
    const paused = { ...withMine("speaking"), pause: split.pause };
    expect([atHand(paused), atHand(split), atHand(null)]).toEqual([nothing, nothing, nothing]);
  });
});

describe("a round", () => {
  it("lists the speaker, the next, the others waiting, and who passed; the rest is counted", () => {
    expect(
      turnRows(roundOf(leader)).map((row) => [leader.faces[row.who]?.name, row.state, row.waits]),
    ).toEqual([
      ["Moon", "speaking", false],
      ["Sun", "next", true],
      ["Fern", "waiting", true],
      ["Lantern", "passed", false],
    ]);
    expect(spokenCount(roundOf(leader))).toEqual([1, 5]);
  });

  it("lets the first sentence of its words stand out", () => {
    expect(firstSentence("Moon is speaking. Wave is next.")).toEqual([
      "Moon is speaking.",
      " Wave is next.",
    ]);
    expect(firstSentence("nothing yet")).toEqual(["nothing yet", ""]);
  });

  it("rests the microphones of listeners only when it is quiet and goes on", () => {
    const quiet = (more: object) => ({
      ...plain,
      round: { ...roundOf(plain), quiet: true, ...more },
    });
    expect(rests(quiet({ holder: "someone" }))).toBe(true);
    expect(rests(quiet({ holder: plain.me.who }))).toBe(false);
    expect(rests(quiet({ holder: "someone", over: true }))).toBe(false);
    expect(rests({ ...leader, round: { ...roundOf(leader), quiet: true } })).toBe(false);
    expect([rests(split), rests(null)]).toEqual([false, false]);
  });
});

describe("hands", () => {
  it("keep the order of the clock and mark who was heard least", () => {
    const hands = ["f3a9c05d71e4", "50ee81b2c6d7"].map((who) => ({
      who,
      since: "2026-11-24T19:13:20+00:00",
    }));
    expect(handsInOrder({ ...leader, hands })).toEqual([
      { who: "f3a9c05d71e4", first: false },
      { who: "50ee81b2c6d7", first: true },
    ]);
    expect(handPlace({ ...plain, hands })).toBe(
      hands.findIndex((one) => one.who === plain.me.who) + 1,
    );
    expect(handPlace(null)).toBe(0);
  });
});

describe("the ring", () => {
  it("is drawn in order, each where the one before ends", () => {
    expect(arcs([{ share: 0.5 }, { share: 0.3 }, { share: 0.2 }]).map((arc) => arc.offset)).toEqual(
      [-0, -50, -80],
    );
    expect(arcs([{ share: 1 }])[0]?.dash).toBe("100 100");
    expect(arcs([])).toEqual([]);
  });
});

describe("what is offered", () => {
  it("is what the part may do and what means something now", () => {
    const may = offered(leader);
    expect(
      ["next", "extend", "pause", "give", "open_floor", "close_vote", "swap"].filter(may),
    ).toHaveLength(7);
    expect(["go_on", "hide", "call", "step_out", "end_side"].filter(may)).toEqual([]);
    expect(["next", "pause", "split", "ask_all"].filter(offered(plain))).toEqual([]);
    expect(offered(split)("call")).toBe(true);
  });
});

describe("what a press names", () => {
  it("comes from the floor it was pressed on", () => {
    expect(argsOf("next", leader)).toEqual({ from: "s3" });
    expect(argsOf("done", leader)).toEqual({ round: 1, turn: 4 });
    expect(argsOf("extend", leader)).toEqual({ segment: "s3", minutes: 5 });
    expect(argsOf("shorten", leader)).toEqual({ segment: "s4", minutes: 33 });
    expect(argsOf("hand", plain)).toEqual({ up: !plain.me.hand });
    expect(argsOf("end_side", split)).toEqual({ room: "pair-1" });
  });

  it("is nothing when what it was about is gone, or nobody knows it", () => {
    expect(argsOf("done", split)).toBeNull();
    expect(argsOf("gather", leader)).toBeNull();
    expect(argsOf("toString", leader)).toBeNull();
  });

  it("is read from a form, a choice on each line", () => {
    const form = new FormData();
    form.set("question", " Which? ");
    form.set("options", "Sleep\n\n  Work \n");
    expect(argsOfForm("vote", form)).toEqual({ question: "Which?", options: ["Sleep", "Work"] });
  });

  it("moves somebody one place and stops at the ends", () => {
    expect(moved(["a", "b", "c"], "c", -1)).toEqual(["a", "c", "b"]);
    expect(moved(["a", "b", "c"], "a", 1)).toEqual(["b", "a", "c"]);
    expect([moved(["a"], "a", 1), moved(["a", "b"], "a", -1), moved(["a"], "z", 1)]).toEqual([
      null,
      null,
      null,
    ]);
  });
});

describe("one's own loud seconds", () => {
  it("are whole, keep the rest for the next time, and are at most ten", () => {
    const loud = new Loud();
    loud.hear(true, 0);
    loud.hear(true, 1_000);
    expect(loud.take(1_600)).toBe(1);
    loud.hear(false, 2_100);
    expect(loud.take(9_000)).toBe(1);
    loud.hear(true, 10_000);
    expect(loud.take(60_000)).toBe(10);
  });
});
