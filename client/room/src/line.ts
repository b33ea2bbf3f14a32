// Talking with the server about the room: the press, tickets, beats, leaving. Words come with the answers.

import { type Args, readTold, type Told } from "./floorwire";
import {
  type Ask,
  type Beat,
  type DoorSays,
  Garbled,
  type Refusal,
  readDoor,
  readRefusal,
  readState,
  readTicket,
  type State,
  type Ticket,
} from "./wire";

export interface Urls {
  enter: string;
  ticket: string;
  beat: string;
  leave: string;
  left: string;
  waiting: string;
  admit: string;
  deny: string;
  remove: string;
  close: string;
  clear: string;
  undo_clear: string;
  watch: string;
  door: string;
  floor: string;
}

export type Answer =
  | { kind: "in"; ticket: Ticket }
  | { kind: "wait"; refusal: Refusal }
  | { kind: "no"; refusal: Refusal }
  | { kind: "form" };

const LEAVE_MS = 1_500;
/** A command whose answer was lost is sent again after these pauses, under the same name: it counts once. */
const AGAIN_MS = [300, 1_000, 2_500];

export type Commanded = Told | { kind: "gone"; refusal: Refusal } | { kind: "no-line" };

/** A name for one press. `randomUUID` is missing where the page is not served over TLS or from localhost. */
function commandId(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = [...crypto.getRandomValues(new Uint8Array(16))];
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** An answer that is not JSON is a page: a sign-in, or an error of somebody in between. */
async function json(response: Response): Promise<unknown> {
  if (!response.headers.get("Content-Type")?.includes("json")) throw new Garbled("json");
  return response.json();
}

/** A refusal has a reason. 5xx is a server that rests: no refusal, ask again. */
async function refused(response: Response): Promise<Refusal> {
  if (response.status >= 500 || response.status === 429) throw new Error(String(response.status));
  // Django answers a page whose form token is of an earlier sign-in with a page of its own.
  if (response.status === 403 && !response.headers.get("Content-Type")?.includes("json"))
    return { reason: "signed-out", words: "" };
  return readRefusal(await json(response));
}

export class Line {
  constructor(
    private readonly urls: Urls,
    private readonly csrf: () => string,
    private readonly whom: string,
  ) {}

  private post(url: string, body: BodyInit, json: boolean): Promise<Response> {
    return fetch(url, {
      method: "POST",
      body,
      keepalive: true,
      credentials: "same-origin",
      headers: {
        Accept: "application/json",
        "X-CSRFToken": this.csrf(),
        ...(json ? { "Content-Type": "application/json" } : {}),
      },
      signal: AbortSignal.timeout(10_000),
    });
  }

  /** The press at the door, with whatever answers the form carries. */
  async enter(form: FormData, takeOver: boolean): Promise<Answer> {
    const body = new URLSearchParams(form as unknown as Record<string, string>);
    if (takeOver) body.set("take_over", "yes");
    return this.answer(await this.post(this.urls.enter, body, false));
  }

  /** A ticket for somebody let in already; `identity` is the seat this page believes it holds. */
  async ticket(identity: string, takeOver: boolean): Promise<Answer> {
    const ask: Ask = { identity, take_over: takeOver };
    if (this.whom) ask.with = this.whom;
    return this.answer(await this.post(this.urls.ticket, JSON.stringify(ask), true));
  }

  private async answer(response: Response): Promise<Answer> {
    if (response.status === 422) return { kind: "form" };
    if (response.status === 200) return { kind: "in", ticket: readTicket(await json(response)) };
    const refusal = await refused(response);
    return { kind: response.status === 202 ? "wait" : "no", refusal };
  }

  /** Tell the server the page is there. A refusal means that this page is no longer in the room. */
  async beat(beat: Beat): Promise<State | Refusal> {
    const response = await this.post(this.urls.beat, JSON.stringify(beat), true);
    return response.status === 200 ? readState(await json(response)) : refused(response);
  }

  /** One command of the floor. A lost answer is asked for again; a second press is a command of its own. */
  async floor(kind: string, args: Args): Promise<Commanded> {
    const body = JSON.stringify({ command: commandId(), kind, args });
    for (const pause of [0, ...AGAIN_MS]) {
      if (pause) await new Promise((done) => setTimeout(done, pause));
      try {
        return await this.told(await this.post(this.urls.floor, body, true));
      } catch (trouble) {
        if (trouble instanceof Garbled) break;
      }
    }
    return { kind: "no-line" };
  }

  private async told(response: Response): Promise<Commanded> {
    if ([200, 409, 422].includes(response.status))
      return readTold(response.status, await json(response));
    const refusal = await refused(response);
    return refusal.reason === "not-yours"
      ? { kind: "refused", ...refusal }
      : { kind: "gone", refusal };
  }

  /** What the door says to somebody who waits; null while nothing changed. */
  async waiting(tag: { last: string }): Promise<DoorSays | null> {
    const response = await fetch(this.urls.waiting, {
      credentials: "same-origin",
      headers: {
        Accept: "application/json",
        "If-None-Match": tag.last,
        "Samepath-Looks-By-Itself": "yes",
      },
      signal: AbortSignal.timeout(10_000),
    });
    if (response.status !== 200) return null;
    const door = readDoor(await json(response));
    tag.last = response.headers.get("ETag") ?? "";
    return door;
  }

  /** Leaving must reach the server also from a page that is going away. */
  leave(identity: string): void {
    navigator.sendBeacon(this.urls.leave, this.goodbye(identity));
  }

  /** Leaving by the button: the next page is to know already, but is not kept waiting for long. */
  async leaveNow(identity: string): Promise<void> {
    const said = this.post(this.urls.leave, this.goodbye(identity), false);
    const enough = new Promise((done) => setTimeout(done, LEAVE_MS));
    await Promise.race([said.catch(() => this.leave(identity)), enough]);
  }

  private goodbye(identity: string): URLSearchParams {
    return new URLSearchParams({ identity, csrfmiddlewaretoken: this.csrf() });
  }

  /** One act of somebody who holds the session, and why it was not done. */
  async act(
    act: "admit" | "deny" | "remove" | "close" | "clear" | "undo_clear" | "watch",
    facts: Record<string, string>,
  ): Promise<{ ok: boolean; words: string }> {
    const response = await this.post(this.urls[act], new URLSearchParams(facts), false);
    if (response.ok) return { ok: true, words: "" };
    const words = await refused(response).then(
      (refusal) => refusal.words,
      () => "",
    );
    return { ok: false, words };
  }
}
