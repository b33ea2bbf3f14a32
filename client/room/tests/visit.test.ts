// Tickets and beats by a clock of the test's own: no media, no network.

import { beforeEach, describe, expect, it, vi } from "vitest";
import elsewhere from "../samples/elsewhere.json";
import floorSample from "../samples/floor.json";
import movedOn from "../samples/floor-moved-on.json";
import roundOpen from "../samples/floor-round-open.json";
import cleared from "../samples/gone-cleared.json";
import gone from "../samples/gone-gone.json";
import removed from "../samples/gone-removed.json";
import refusal from "../samples/refusal.json";
import state from "../samples/state.json";
import hold from "../samples/state-hold.json";
import ticket from "../samples/ticket.json";
import waits from "../samples/wait.json";
import type { Listener } from "../src/livekit";
import { KEPT_MS, type RoomState } from "../src/state";
import { BEAT_MS, type Pictures, Visit, WAIT_MS } from "../src/visit";

vi.mock("../src/livekit", () => ({ Media: class {} }));

type Asked = { path: string; body: Record<string, unknown> };
let asked: Asked[];
let answers: Record<string, (() => Response)[]>;
let tell: Listener;
let media: { joins: number; sid: string; microphone: string[]; left: number };
let drawn: RoomState;
let troubles: string[];
let wanted: { microphone: boolean; camera: boolean };

const json =
  (body: unknown, status = 200) =>
  () =>
    new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
const down = () => {
  throw new TypeError("network");
};

function answer(path: string, ...with_: (() => Response)[]): void {
  answers[path] = with_;
}

function visit(): Visit {
  const names = [
    "enter",
    "ticket",
    "beat",
    "leave",
    "left",
    "waiting",
    "admit",
    "deny",
    "remove",
    "close",
    "watch",
    "door",
    "floor",
  ];
  return new Visit({
    urls: Object.fromEntries(names.map((name) => [name, `/${name}`])) as never,
    csrf: () => "token",
    whom: "",
    voices: null as never,
    draw: (room) => {
      drawn = room;
    },
    trouble: (kind) => {
      troubles.push(kind);
    },
    devicesChanged: () => undefined,
    wanted: () => wanted,
    rested: () => {
      wanted.microphone = false;
    },
    sentOut: () => {
      wanted = { microphone: false, camera: false };
    },
    media: (listener) => {
      tell = listener;
      const own: Partial<Pictures> = {
        get sid() {
          return media.sid;
        },
        join: async () => {
          media.joins += 1;
          media.sid = `PA_${media.joins}`;
          tell.connected(new Map());
        },
        leave: async () => {
          media.left += 1;
          media.sid = "";
        },
        microphone: async (on: boolean) => {
          media.microphone.push(on ? "on" : "off");
        },
        camera: async () => undefined,
      };
      return own as Pictures;
    },
  });
}

const count = (path: string) => asked.filter((one) => one.path === path).length;
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const lose = () => {
  media.sid = "";
  tell.lost("line");
};

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  vi.spyOn(Math, "random").mockReturnValue(0.5);
  asked = [];
  media = { joins: 0, sid: "", microphone: [], left: 0 };
  wanted = { microphone: false, camera: false };
  answers = {};
  troubles = [];
  answer("/ticket", json(ticket));
  answer("/enter", json(ticket));
  answer("/beat", json(state));
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    const body = typeof init.body === "string" ? JSON.parse(init.body) : {};
    asked.push({ path, body });
    const queue = answers[path] ?? [];
    const next = queue.length > 1 ? queue.shift() : queue[0];
    return (next ?? down)();
  });
  vi.stubGlobal("navigator", { sendBeacon: vi.fn(() => true) });
});

describe("beats", () => {
  it("go out on joining and every five seconds, with seat and connection", async () => {
    await visit().comeBack();
    await pass(0);
    expect(count("/beat")).toBe(1);
    await pass(3 * BEAT_MS);
    expect(count("/beat")).toBe(4);
    expect(asked.at(-1)?.body).toEqual({
      identity: ticket.identity,
      sid: "PA_1",
      media: "connected",
      spoke_s: 0,
    });
  });

  it("go on after failures, and pictures and voices with them (R07)", async () => {
    await visit().comeBack();
    answer("/beat", down, json({}, 503), json(state));
    await pass(2 * BEAT_MS);
    expect(drawn.line).toBe("poor");
    await pass(2 * BEAT_MS);
    expect([drawn.phase, media.joins, count("/beat"), drawn.line]).toEqual(["in", 1, 5, "good"]);
  });

  it("go out at once when the server says look", async () => {
    await visit().comeBack();
    await pass(100);
    const before = count("/beat");
    tell.look();
    tell.look();
    await pass(0);
    expect(count("/beat")).toBe(before + 1);
  });

  it("end with the server's words when somebody was asked to leave", async () => {
    await visit().comeBack();
    answer("/beat", json(removed, 410));
    await pass(BEAT_MS);
    expect([drawn.phase, drawn.reason, drawn.words]).toEqual(["ended", "removed", removed.words]);
    expect(media.left).toBe(1);
    const before = count("/beat") + count("/ticket");
    await pass(60_000);
    expect(count("/beat") + count("/ticket")).toBe(before);
  });

  it("wait at the door when the room was cleared, with both off on the way back", async () => {
    await visit().comeBack();
    tell.connected(new Map());
    answer("/beat", json(cleared, 410));
    answer(
      "/waiting",
      json({ door: "wait-cleared", words: "w", open: false }),
      json({ door: "open", words: "", open: true }),
    );
    await pass(BEAT_MS);
    expect([drawn.phase, drawn.words]).toEqual(["waiting", cleared.words]);
    expect([media.left, wanted]).toEqual([1, { microphone: false, camera: false }]);
    await pass(WAIT_MS * 1.2);
    expect([drawn.phase, drawn.words]).toEqual(["waiting", "w"]);
    answer("/ticket", json(ticket));
    answer("/beat", json(state));
    await pass(3 * WAIT_MS);
    expect(media.joins).toBe(2);
  });

  it("ask at the door again when the seat is gone", async () => {
    await visit().comeBack();
    answer("/beat", json(gone, 410), json(state));
    await pass(BEAT_MS);
    await pass(0);
    expect([
      drawn.phase,
      count("/ticket"),
      asked.filter((a) => a.path === "/ticket").at(-1)?.body.identity,
    ]).toEqual(["in", 2, ""]);
  });

  it("stop with a page of the sign-in instead of an answer", async () => {
    await visit().comeBack();
    answer(
      "/beat",
      () => new Response("<p>form</p>", { status: 403, headers: { "Content-Type": "text/html" } }),
    );
    await pass(BEAT_MS);
    expect([drawn.phase, drawn.reason]).toEqual(["ended", "signed-out"]);
  });
});

describe("a lost line (R04, R05, R06)", () => {
  it("asks for a new ticket with the same seat, and is back", async () => {
    await visit().comeBack();
    lose();
    expect(drawn.phase).toBe("reconnecting");
    await pass(1_000);
    expect([drawn.phase, media.joins]).toEqual(["in", 2]);
    expect(asked.filter((one) => one.path === "/ticket").at(-1)?.body).toEqual({
      identity: ticket.identity,
      take_over: false,
    });
  });

  it("tries for ten minutes, never more than nine seconds apart, then says so", async () => {
    await visit().comeBack();
    answer("/ticket", down);
    answer("/beat", down);
    lose();
    const before = count("/ticket");
    await pass(KEPT_MS - 1_000);
    expect(drawn.phase).toBe("reconnecting");
    expect(count("/ticket") - before).toBeGreaterThan(60);
    await pass(20_000);
    expect([drawn.phase, drawn.reason]).toEqual(["away", "line"]);
    const end = count("/ticket");
    await pass(60_000);
    expect(count("/ticket")).toBe(end);
  });

  it("comes back after giving up, when asked to", async () => {
    const one = visit();
    await one.comeBack();
    answer("/ticket", down);
    lose();
    await pass(KEPT_MS + 20_000);
    answer("/ticket", json(ticket));
    await one.comeBack();
    expect(drawn.phase).toBe("in");
  });

  it("ends at once when the door says no", async () => {
    await visit().comeBack();
    answer("/ticket", json(refusal, 403));
    lose();
    await pass(1_000);
    expect([drawn.phase, drawn.words]).toEqual(["ended", refusal.words]);
  });

  it("reads why it is out when the socket closed before the word came (V03)", async () => {
    await visit().comeBack();
    await pass(100);
    answer("/ticket", json(refusal, 403));
    answer("/beat", json(removed, 410));
    lose();
    await pass(1_000);
    expect([drawn.phase, drawn.words]).toEqual(["ended", removed.words]);
  });

  it("waits at the door when the leader has gone meanwhile, and comes in by itself", async () => {
    await visit().comeBack();
    answer("/ticket", json(waits, 202));
    answer(
      "/waiting",
      json({ door: "wait-leader", words: "w", open: false }),
      json({ door: "open", words: "", open: true }),
    );
    lose();
    await pass(1_000);
    expect(drawn.phase).toBe("waiting");
    answer("/ticket", json(ticket));
    await pass(3 * WAIT_MS);
    expect(drawn.phase).toBe("in");
  });

  it("does not believe LiveKit about a removal that the server does not know", async () => {
    await visit().comeBack();
    media.sid = "";
    tell.lost("removed");
    await pass(1_000);
    expect([drawn.phase, media.joins]).toEqual(["in", 2]);
  });

  it("asks at once when the page is looked at again", async () => {
    const one = visit();
    await one.comeBack();
    answer("/ticket", down);
    lose();
    await pass(30_000);
    answer("/ticket", json(ticket));
    one.wake();
    await pass(0);
    expect(drawn.phase).toBe("in");
  });
});

describe("two pages of one person (V14)", () => {
  it("asks before taking over, and does it when told to", async () => {
    const one = visit();
    answer("/ticket", json(elsewhere, 409));
    await one.comeBack();
    await pass(2_000);
    expect([drawn.phase, media.joins]).toEqual(["elsewhere", 0]);
    answer("/ticket", json(ticket));
    await one.takeOver();
    expect(asked.filter((a) => a.path === "/ticket").at(-1)?.body).toEqual({
      identity: "",
      take_over: true,
    });
    expect(drawn.phase).toBe("in");
  });

  it("does not ask after a reload, whose earlier page is just leaving", async () => {
    answer("/ticket", json(elsewhere, 409), json(ticket));
    await visit().comeBack();
    expect(drawn.phase).toBe("joining");
    await pass(1_500);
    expect(drawn.phase).toBe("in");
  });
});

describe("from the private room to the group (H15)", () => {
  const inPrivate = { ...ticket, room: "private" };

  it("goes when the door opens it, and says so while it does not", async () => {
    const one = visit();
    answer("/ticket", json(inPrivate));
    await one.comeBack();
    await one.toGroup();
    expect([drawn.room, media.joins, troubles]).toEqual(["private", 1, ["group"]]);
    answer("/ticket", json({ ...ticket, identity: "another" }));
    await one.toGroup();
    expect([drawn.room, drawn.phase, media.joins]).toEqual(["main", "in", 2]);
  });

  it("stays with the clinician when the door says wait", async () => {
    const one = visit();
    answer("/ticket", json(inPrivate));
    await one.comeBack();
    answer("/ticket", json(waits, 202));
    await one.toGroup();
    expect([drawn.room, drawn.phase, media.left]).toEqual(["private", "in", 0]);
  });
});

describe("one's own picture and voice (V13)", () => {
  it("stay off without a press", async () => {
    await visit().comeBack();
    expect(media.microphone).toEqual([]);
  });

  it("are on again after a lost line when they were on", async () => {
    wanted = { microphone: true, camera: false };
    await visit().comeBack();
    lose();
    await pass(1_000);
    expect(media.microphone).toEqual(["on", "on"]);
  });

  it("go off while the group rests, and stay off (V05)", async () => {
    await visit().comeBack();
    answer("/beat", json(hold), json({ ...hold, now: "2026-11-24T19:06:00+00:00", hold: null }));
    await pass(3 * BEAT_MS);
    expect(drawn.server?.hold).toBeNull();
    expect(media.microphone).toEqual(["off"]);
  });
});

describe("leaving", () => {
  it("is told with a beacon by a page that goes away, once", async () => {
    const one = visit();
    await one.comeBack();
    one.vanish();
    one.vanish();
    expect(navigator.sendBeacon).toHaveBeenCalledTimes(1);
    await pass(60_000);
    expect(count("/beat")).toBe(1);
  });

  it("by the button waits for the server, so that the next page knows", async () => {
    const one = visit();
    await one.comeBack();
    answer("/leave", json({}));
    await one.leave();
    expect([count("/leave"), media.left]).toEqual([1, 1]);
    expect(navigator.sendBeacon).not.toHaveBeenCalled();
  });

  it("by the button is not held up by a line that is lost", async () => {
    const one = visit();
    await one.comeBack();
    vi.stubGlobal("fetch", () => new Promise(() => undefined));
    const gone = one.leave();
    await pass(1_500);
    await expect(gone).resolves.toBeUndefined();
  });
});

const leaderState = (floor: object) => ({ ...state, floor: { ...floorSample, ...floor } });

describe("a command", () => {
  it("is sent again under the same name when its answer was lost, and draws the floor", async () => {
    const here = visit();
    await here.comeBack();
    answer("/floor", down, json({}, 503), json({ floor: { ...floorSample, version: 40 } }));
    const told = here.command("pass", { round: 1, turn: 4 });
    await pass(2_000);
    expect((await told).ok).toBe(true);
    const sent = asked.filter((one) => one.path === "/floor").map((one) => one.body);
    expect(sent).toHaveLength(3);
    expect(new Set(sent.map((body) => body.command)).size).toBe(1);
    expect(sent[0]).toMatchObject({ kind: "pass", args: { round: 1, turn: 4 } });
    expect(drawn.server?.floor?.version).toBe(40);
  });

  it("that came too late says so and shows how things stand", async () => {
    const here = visit();
    await here.comeBack();
    answer("/floor", json(movedOn, 409));
    const told = await here.command("done", { round: 1, turn: 4 });
    expect(told).toMatchObject({ ok: false, reason: "moved-on", words: movedOn.words });
    expect(drawn.server?.floor?.version).toBe(movedOn.floor.version);
  });

  it("that was refused changes nothing and gives its words", async () => {
    const here = visit();
    await here.comeBack();
    answer("/floor", json(roundOpen, 422));
    expect(await here.command("next", { from: "s3" })).toEqual({ ok: false, ...roundOpen });
  });

  it("of somebody put out ends in the beat's words", async () => {
    const here = visit();
    await here.comeBack();
    answer("/floor", json({ reason: "signed-out", words: "" }, 401));
    answer("/beat", json(removed, 410));
    await here.command("hand", { up: true });
    await pass(0);
    expect([drawn.phase, drawn.reason]).toEqual(["ended", "removed"]);
  });
});

describe("the floor and this browser", () => {
  it("rests the microphone once when a quiet round begins; a press opens it again", async () => {
    wanted = { microphone: true, camera: false };
    const here = visit();
    await here.comeBack();
    tell.own(true, false);
    const round = { ...floorSample.round, quiet: true, holder: "someoneelse0" };
    answer("/beat", json(leaderState({ round, version: 50 })));
    await here.beatOnce();
    expect([media.microphone.at(-1), wanted.microphone]).toEqual(["off", false]);
    const closed = media.microphone.length;
    await here.media.microphone(true);
    await here.beatOnce();
    expect(media.microphone.slice(closed)).toEqual(["on"]);
  });

  it("closes the microphone when asked, says so to the server once, and says why", async () => {
    const here = visit();
    await here.comeBack();
    const me = { ...floorSample.me, asks: [{ ask: 3, what: "mute", words: "Lantern asked." }] };
    answer("/beat", json(leaderState({ me, version: 50 })));
    answer("/floor", json({ floor: { ...floorSample, version: 51 } }));
    await here.beatOnce();
    await here.beatOnce();
    await pass(0);
    expect(media.microphone.at(-1)).toBe("off");
    expect(drawn.note).toBe("Lantern asked.");
    expect(asked.filter((one) => one.path === "/floor")).toHaveLength(1);
    expect(asked.find((one) => one.path === "/floor")?.body.args).toEqual({ ask: 3 });
  });

  it("asks its owner before it closes a camera", async () => {
    const here = visit();
    await here.comeBack();
    const me = { ...floorSample.me, asks: [{ ask: 4, what: "camera", words: "Please." }] };
    answer("/beat", json(leaderState({ me, version: 50 })));
    await here.beatOnce();
    expect([count("/floor"), media.microphone]).toEqual([0, []]);
  });

  it("goes to the room it belongs in and comes back by itself", async () => {
    const here = visit();
    await here.comeBack();
    const me = { ...floorSample.me, place: "pair-1", place_words: "You are with Moon." };
    const aside = leaderState({ me, version: 50 });
    answer("/beat", json(aside));
    answer("/ticket", json({ ...ticket, room: "pair-1", identity: "Other1", state: aside }));
    await here.beatOnce();
    await pass(0);
    expect([drawn.room, media.joins, drawn.phase]).toEqual(["pair-1", 2, "in"]);
    await pass(4_000);
    answer("/beat", json(leaderState({ version: 60 })));
    answer("/ticket", json({ ...ticket, state: leaderState({ version: 60 }) }));
    await here.beatOnce();
    await pass(0);
    expect([drawn.room, media.joins]).toEqual(["main", 3]);
  });

  it("stays where it is while the door has no ticket for the other room", async () => {
    const here = visit();
    await here.comeBack();
    answer("/beat", json(leaderState({ me: { ...floorSample.me, place: "pair-1" }, version: 50 })));
    answer("/ticket", json(refusal, 403));
    await here.beatOnce();
    await here.beatOnce();
    await pass(0);
    expect([drawn.phase, media.joins]).toEqual(["in", 1]);
    expect(count("/ticket")).toBe(2);
  });

  it("tells the server how long its own microphone was loud, and only that", async () => {
    const here = visit();
    await here.comeBack();
    tell.own(true, false);
    await pass(500);
    tell.speaking([ticket.identity]);
    await pass(2_400);
    tell.speaking(["somebody"]);
    await here.beatOnce();
    expect(asked.at(-1)?.body.spoke_s).toBe(2);
    await here.beatOnce();
    expect(asked.at(-1)?.body.spoke_s).toBe(0);
  });
});
