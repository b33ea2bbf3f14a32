// Every message of docs/room-protocol.md, as the samples hold them (the server's tests read the same files).

import { describe, expect, it } from "vitest";
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
  ...["refusal", "wait", "elsewhere"].map(
    (name) => [name, readRefusal] as [string, typeof readRefusal],
  ),
  ...["removed", "ended", "elsewhere", "signed-out", "gone"].map(
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
