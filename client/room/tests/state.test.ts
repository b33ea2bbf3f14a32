import { describe, expect, it } from "vitest";
import moved from "../samples/gone-elsewhere.json";
import ended from "../samples/gone-ended.json";
import refusal from "../samples/refusal.json";
import sample from "../samples/state.json";
import leader from "../samples/state-leader.json";
import ticketSample from "../samples/ticket.json";
import {
  elapsed,
  type Happening,
  HYSTERESIS_MS,
  hear,
  KEPT_MS,
  type Live,
  news,
  OUTSIDE,
  type Phase,
  type RoomState,
  seats,
} from "../src/state";
import { readState, readTicket, type State } from "../src/wire";

const [HERON, LANTERN, FERN, SUN] = [
  "hq7Zp1mXw0",
  "Lk20sQyTbe",
  "Fn93vBa81c",
  "Sn55tRe70k",
] as const;
const ON: Live = { microphone: true, camera: true };
const state = readState(sample);

function happened(...what: Happening[]): RoomState {
  return what.reduce(hear, OUTSIDE);
}

function inside(...more: Happening[]): RoomState {
  return happened(
    { kind: "joining" },
    { kind: "ticket", ticket: readTicket(ticketSample), at: 0 },
    {
      kind: "connected",
      present: new Map([
        [HERON, ON],
        [LANTERN, ON],
      ]),
      at: 0,
    },
    ...more,
  );
}

function people(without: string[], ...more: [string, string][]): State {
  const left = state.people.filter((one) => !without.includes(one.identity));
  const fresh = more.map(([identity, name]) => ({
    ...(state.people[2] as State["people"][number]),
    identity,
    name,
  }));
  return { ...state, people: [...left, ...fresh] };
}

const ids = (room: RoomState) => seats(room, "?").map((seat) => seat.identity);

describe("the way in and out", () => {
  const gone = (reason: string): Happening => ({ kind: "gone", refusal: { reason, words: "w" } });
  const WAYS: [string, RoomState, Phase][] = [
    ["before the press", OUTSIDE, "out"],
    ["after the press", happened({ kind: "joining" }), "joining"],
    ["at a door that waits", happened({ kind: "refused", refusal, waiting: true }), "waiting"],
    ["at a door that stays shut", happened({ kind: "refused", refusal, waiting: false }), "ended"],
    [
      "seat held elsewhere",
      happened({ kind: "refused", refusal: moved, waiting: false }),
      "elsewhere",
    ],
    ["connected", inside(), "in"],
    ["line lost", inside({ kind: "reconnecting" }), "reconnecting"],
    [
      "line back",
      inside({ kind: "reconnecting" }, { kind: "connected", present: new Map(), at: 1 }),
      "in",
    ],
    [
      "line lost while coming in",
      happened({ kind: "joining" }, { kind: "reconnecting" }),
      "joining",
    ],
    ["ten minutes lost", inside({ kind: "reconnecting" }, { kind: "gave-up" }), "away"],
    ["asked to leave", inside(gone("removed")), "ended"],
    ["over", inside({ kind: "gone", refusal: ended }), "ended"],
    ["taken over", inside(gone("elsewhere")), "elsewhere"],
    ["signed out", inside(gone("signed-out")), "ended"],
  ];

  it.each(WAYS)("%s", (_, room, phase) => {
    expect(room.phase).toBe(phase);
  });

  it("hears and sends nothing once outside", () => {
    const room = inside({ kind: "own", microphone: true, camera: true }, gone("removed"));
    expect([room.microphone, room.camera, room.live.size, room.voices.length]).toEqual([
      false,
      false,
      0,
      0,
    ]);
  });

  it("keeps the server's words and where to go next", () => {
    const room = inside({ kind: "gone", refusal: ended });
    expect([room.reason, room.words, room.next]).toEqual(["ended", ended.words, ended.next]);
  });
});

describe("who is shown", () => {
  it("shows whom LiveKit lists though the server does not (V06)", () => {
    const room = inside({ kind: "live", identity: "stranger", live: ON, at: 1 });
    expect(seats(room, "somebody joining").at(-1)).toMatchObject({
      identity: "stranger",
      name: "somebody joining",
      removable: false,
    });
  });

  it("says of a person who dropped that they are back in a moment, and takes it back", () => {
    expect(seats(inside(), "?").find((one) => one.identity === SUN)).toMatchObject({
      away: true,
      note: "back in a moment",
    });
    const room = inside({ kind: "live", identity: SUN, live: ON, at: 1 });
    expect(seats(room, "?").find((one) => one.identity === SUN)).toMatchObject({
      away: false,
      note: "",
    });
  });

  it("forgets whom LiveKit no longer lists after a new connection", () => {
    const room = inside(
      { kind: "live", identity: "stranger", live: ON, at: 1 },
      { kind: "connected", present: new Map([[HERON, ON]]), at: 2 },
    );
    expect(ids(room)).not.toContain("stranger");
  });

  it("lets leaders ask members to leave, never staff or themselves", () => {
    const room = hear(inside(), { kind: "state", state: readState(leader), at: 1 });
    const may = seats(room, "?").filter((one) => one.removable);
    expect(may.map((one) => one.identity)).toEqual([FERN, SUN]);
    expect(seats(inside(), "?").some((one) => one.removable)).toBe(false);
  });

  it("is not moved by an answer that was overtaken", () => {
    const late = { ...people([HERON]), now: "2026-11-24T19:04:59+00:00" };
    expect(ids(inside({ kind: "state", state: late, at: 1 }))).toContain(HERON);
  });

  it("shows no pictures when only sound is wanted", () => {
    const room = inside({ kind: "chose", soundOnly: true });
    expect(seats(room, "?").some((one) => one.camera)).toBe(false);
  });
});

describe("places", () => {
  it("keeps the order through a lost line", () => {
    const before = ids(inside());
    const room = inside(
      { kind: "reconnecting" },
      {
        kind: "connected",
        present: new Map([
          [SUN, ON],
          [LANTERN, ON],
          [HERON, ON],
        ]),
        at: 30_000,
      },
    );
    expect(ids(room)).toEqual(before);
  });

  const CAME_BACK: [string, number, boolean][] = [
    ["within ten minutes sits where they sat", KEPT_MS - 1, true],
    ["later sits at the end", KEPT_MS + 1, false],
  ];

  it.each(CAME_BACK)("whoever comes back under a new identity %s", (_, ms, same) => {
    const room = inside(
      { kind: "live", identity: LANTERN, live: null, at: 0 },
      { kind: "state", state: people([LANTERN]), at: ms },
      { kind: "state", state: people([LANTERN], ["fresh", "Lantern"]), at: ms },
    );
    expect(ids(room).indexOf("fresh")).toBe(same ? 1 : 3);
    expect(ids(room)).toHaveLength(4);
  });

  it("gives a place to one person only", () => {
    const two = people([], ["other", "Lantern"]);
    expect(ids(inside({ kind: "state", state: two, at: 1 }))).toHaveLength(5);
  });
});

describe("the large picture", () => {
  const says = (at: number, ...identities: string[]): Happening => ({
    kind: "speaking",
    identities,
    at,
  });
  const large = (room: RoomState) => seats(room, "?").find((one) => one.large)?.identity;

  it("is the guide's until somebody speaks", () => {
    expect(large(inside())).toBe(HERON);
  });

  it("goes to the first voice at once, to the next only after two seconds", () => {
    const first = inside(says(1_000, LANTERN));
    expect(large(first)).toBe(LANTERN);
    const soon = hear(first, says(1_000 + HYSTERESIS_MS - 1, HERON));
    expect(large(soon)).toBe(LANTERN);
    expect(large(hear(soon, { kind: "tick", at: 1_000 + HYSTERESIS_MS }))).toBe(HERON);
  });

  it("stays when nobody speaks, while nobody wears the ring", () => {
    const room = inside(says(1_000, LANTERN), says(9_000));
    expect(large(room)).toBe(LANTERN);
    expect(seats(room, "?").some((one) => one.speaking)).toBe(false);
  });

  it("is never one's own", () => {
    const room = inside(says(1_000, FERN));
    expect(large(room)).toBe(HERON);
    expect(seats(room, "?").find((one) => one.mine)?.speaking).toBe(true);
  });

  it("is given up when its person leaves", () => {
    const room = inside(
      says(1_000, LANTERN),
      { kind: "live", identity: LANTERN, live: null, at: 2_000 },
      { kind: "state", state: people([LANTERN]), at: 2_000 },
    );
    expect(large(room)).toBe(HERON);
  });

  it("is nobody's when all are the same size", () => {
    expect(large(inside({ kind: "chose", layout: "grid" }))).toBeUndefined();
  });
});

describe("what a reader hears", () => {
  it("names who came and who left, never oneself", () => {
    const before = inside();
    const room = hear(before, { kind: "state", state: people([LANTERN], ["m", "Moon"]), at: 1 });
    const both = hear(room, { kind: "live", identity: LANTERN, live: null, at: 2 });
    expect(news(before, both)).toEqual({ came: ["Moon"], left: ["Lantern"] });
  });

  it("says nothing of others while one's own line is lost", () => {
    expect(news(inside(), inside({ kind: "reconnecting" }))).toEqual({ came: [], left: [] });
  });
});

it("counts time by the server's clock", () => {
  expect(elapsed(state)).toBeCloseTo(300.25 / 5400, 4);
  expect(elapsed({ ...state, now: state.ends_at })).toBe(1);
  expect(elapsed({ ...state, ends_at: state.starts_at })).toBe(0);
});
