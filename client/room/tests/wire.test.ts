// Every message of docs/room-protocol.md, as the samples hold them (the server's tests read the same files).

import { describe, expect, it } from "vitest";
import { readFloor, readTold } from "../src/floorwire";
import { Garbled, readDoor, readRefusal, readState, readTicket } from "../src/wire";

const samples = import.meta.glob<Record<string, unknown>>("../samples/*.json", {
  eager: true,
  import: "default",
});

function sample(name: string): Record<string, unknown> {
  const found = samples[`../samples/${name}.json`];
  if (!found) throw new Error(`no sample ${name}`);
  return structuredClone(found);
}

const READERS: [string, (value: unknown) => unknown][] = [
  ["ticket", readTicket],
  ["state", readState],
  ["state-leader", readState],
  ["state-hold", readState],
  ["state-alone", readState],
  ["door", readDoor],
  ["floor", readFloor],
  ["floor-leader", readFloor],
  ["floor-split", readFloor],
  ...["refusal", "wait", "elsewhere"].map(
    (name) => [name, readRefusal] as [string, typeof readRefusal],
  ),
  ...["removed", "cleared", "ended", "elsewhere", "signed-out", "gone"].map(
    (why) => [`gone-${why}`, readRefusal] as [string, typeof readRefusal],
  ),
];

describe("the decoder", () => {
  it.each(READERS)("reads %s as it was written", (name, read) => {
    expect(read(sample(name))).toEqual(sample(name));
  });

  it("gives a refusal without words empty ones", () => {
    expect(readRefusal(sample("signed-out"))).toEqual({ words: "", ...sample("signed-out") });
  });

  const LOST: [string, (value: unknown) => unknown, string][] = READERS.flatMap(([name, read]) =>
    Object.keys(sample(name))
      .filter((key) => read !== readRefusal || key === "reason")
      .map((key) => [name, read, key] as [string, typeof read, string]),
  );

  it.each(LOST)("refuses %s without one of its parts", (name, read, key) => {
    const value = sample(name);
    delete value[key];
    expect(() => read(value)).toThrow(Garbled);
  });

  it.each([null, 7, "state", [], { version: 1 }])("refuses %j as a state", (value) => {
    expect(() => readState(value)).toThrow(Garbled);
  });

  it("refuses a part, a watch, an act or a moment it does not know", () => {
    const person = (more: object) => ({
      ...sample("state"),
      people: [{ ...(sample("state").people as object[])[0], ...more }],
    });
    expect(() => readState(person({ role: "owner" }))).toThrow(Garbled);
    expect(() => readState(person({ here: "yes" }))).toThrow(Garbled);
    expect(() => readState(person({ since: "soon" }))).toThrow(Garbled);
    const me = { identity: "x", role: "guide", can: ["admit", "record"] };
    expect(() => readState({ ...sample("state"), me })).toThrow(Garbled);
    const supervision = { name: "", state: "hidden", words: "", since: "2026-01-01T00:00:00Z" };
    expect(() => readState({ ...sample("state"), supervision })).toThrow(Garbled);
  });

  it("keeps nothing it was not told about", () => {
    expect(readState({ ...sample("state"), legal_name: "somebody" })).not.toHaveProperty(
      "legal_name",
    );
  });
});

describe("what became of a command", () => {
  it("is a floor, or a floor and why it had moved on", () => {
    expect(readTold(200, sample("floor-answer"))).toEqual({
      kind: "done",
      ...sample("floor-answer"),
    });
    const { words, floor } = sample("floor-moved-on");
    expect(readTold(409, sample("floor-moved-on"))).toEqual({ kind: "moved-on", words, floor });
  });

  it.each([
    ["floor-refused", 422],
    ["floor-round-open", 422],
    ["floor-not-yours", 403],
  ])("is a refusal with its reason and words in %s", (name, status) => {
    expect(readTold(status, sample(name))).toEqual({ kind: "refused", ...sample(name) });
  });

  it("is not believed without its floor", () => {
    expect(() => readTold(200, {})).toThrow(Garbled);
    expect(() => readTold(409, { reason: "moved-on", words: "late" })).toThrow(Garbled);
  });
});

describe("a floor", () => {
  const changed = (change: (floor: Record<string, object>) => void) => {
    const floor = sample("floor-leader") as Record<string, object>;
    change(floor);
    return () => readFloor(floor);
  };

  it.each(["https://elsewhere.example/", "//elsewhere.example", "javascript:1", "/\\elsewhere"])(
    "is not believed with a link to %s",
    (link) => {
      const card = { title: "A", text: "", link, link_words: "", by: "x" };
      expect(changed((floor) => Object.assign(floor, { card }))).toThrow(Garbled);
    },
  );

  it.each(["kitchen", "pair-", "pair-1/../x", ""])("is not believed with a place %j", (place) => {
    expect(changed((floor) => Object.assign(floor.me ?? {}, { place }))).toThrow(Garbled);
  });

  it("is not believed with a turn, a part or a moment nobody knows", () => {
    const bad: [string, object][] = [
      ["me", { part: "owner" }],
      ["round", { since: "soon" }],
      ["round", { turns: [{ who: "x", state: "skipped" }] }],
      ["vote", { options: [{ option: "0", text: "", votes: null }] }],
      ["leader", { heard_least: [7] }],
    ];
    for (const [name, more] of bad)
      expect(changed((floor) => Object.assign(floor[name] ?? {}, more))).toThrow(Garbled);
  });
});
