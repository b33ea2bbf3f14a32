// One visit: from the press to leaving. Holds the state, keeps the beat, and finds the way back after a lost line.

import type { Args } from "./floorwire";
import { type Answer, Line, type Urls } from "./line";
import { type Listener, type Lost, Media } from "./livekit";
import { type Clock, Looks } from "./looks";
import { Loud } from "./loud";
import { closesMicrophone, rests } from "./manners";
import {
  type Happening,
  HYSTERESIS_MS,
  hear,
  KEPT_MS,
  type Live,
  OUTSIDE,
  type RoomState,
} from "./state";
import type { Refusal, Ticket } from "./wire";

export const BEAT_MS = 5_000;
export const WAIT_MS = 3_000;
/** After this pause a page that was left a moment ago (a reload) is asked about once more. */
export const LEFT_JUST_NOW_MS = 1_000;
const LOOK_SOON_MS = 400;
/** Somebody who belongs in another room asks for its ticket at most this often. */
const MOVE_MS = 3_000;
/** After so many beats without an answer the page says that the line is poor. */
const UNHEARD = 2;

const CLOCK: Clock = { now: () => Date.now(), later: (ms, act) => void setTimeout(act, ms) };

/** What a visit needs of the media file; tests give their own. */
export type Pictures = Pick<Media, keyof Media>;

export type Trouble = "microphone" | "camera" | "group";

export interface Needs {
  urls: Urls;
  csrf: () => string;
  whom: string;
  voices: HTMLElement;
  draw(state: RoomState): void;
  trouble(kind: Trouble): void;
  devicesChanged(): void;
  /** What the person has pressed on already, at the mirror or in this room (V13). */
  wanted(): { microphone: boolean; camera: boolean };
  /** The microphone was closed for its owner; a new connection must not open it again. */
  rested(): void;
  /** The room was cleared: both are off at the next way in. */
  sentOut(): void;
  clock?: Clock;
  media?: (tell: Listener) => Pictures;
}

export class Visit {
  state: RoomState = OUTSIDE;
  readonly media: Pictures;
  readonly line: Line;
  private readonly clock: Clock;
  private identity = "";
  private form: FormData | null = null;
  private lostAt = 0;
  private tries = 0;
  private attempt = 0;
  private unheard = 0;
  private beating = false;
  private readonly looks: Looks;
  private over = false;
  private movedAt = Number.NEGATIVE_INFINITY;
  private readonly answered = new Set<number>();
  private readonly loud = new Loud();

  constructor(private readonly needs: Needs) {
    this.clock = needs.clock ?? CLOCK;
    this.line = new Line(needs.urls, needs.csrf, needs.whom);
    this.looks = new Looks(this.clock, () => void this.beatOnce());
    const listener = this.listener();
    this.media = needs.media?.(listener) ?? new Media(listener, needs.voices);
  }

  private listener(): Listener {
    return {
      connected: (present) => this.connected(present),
      reconnecting: () => this.happen({ kind: "reconnecting" }),
      lost: (why) => void this.lost(why),
      live: (identity, live) => this.live(identity, live),
      speaking: (identities) => this.speaking(identities),
      quality: (quality) => this.happen({ kind: "line", quality }),
      own: (microphone, camera) => this.happen({ kind: "own", microphone, camera }),
      look: () => this.looks.now(),
      soundBlocked: (blocked) => this.happen({ kind: "sound", blocked }),
      deviceTrouble: (kind) => this.needs.trouble(kind),
      devicesChanged: () => this.needs.devicesChanged(),
    };
  }

  happen(what: Happening): void {
    const before = this.state;
    this.state = hear(before, what);
    // While the group rests every microphone is off; opening it again takes a press.
    if (this.state.server?.hold && !before.server?.hold) void this.media.microphone(false);
    if (!this.state.microphone) this.loud.hush(this.clock.now());
    this.needs.draw(this.state);
    if (this.state.server !== before.server) this.mannersOf(before);
  }

  /** What a change of the floor does to this browser: the microphone rests, a request is met, a room changes. */
  private mannersOf(before: RoomState): void {
    const floor = this.state.server?.floor ?? null;
    if (rests(floor) && !rests(before.server?.floor ?? null)) this.rest();
    for (const ask of floor?.me.asks ?? []) {
      if (!closesMicrophone(ask) || this.answered.has(ask.ask)) continue;
      this.answered.add(ask.ask);
      this.rest();
      this.happen({ kind: "note", words: ask.words });
      void this.command("answer_ask", { ask: ask.ask });
    }
    void this.move();
  }

  private rest(): void {
    this.needs.rested();
    void this.media.microphone(false);
  }

  /** One press that steers the floor. Answers what was refused, so that the page can ask or keep what was typed. */
  async command(kind: string, args: Args): Promise<{ ok: boolean; reason: string; words: string }> {
    const told = await this.line.floor(kind, args);
    if (this.over) return { ok: true, reason: "", words: "" };
    if (told.kind === "gone") {
      // The beat knows why, and has the words.
      await this.beatOnce();
      return { ok: false, reason: told.refusal.reason, words: told.refusal.words };
    }
    if (told.kind === "no-line") return { ok: false, reason: "no-line", words: "" };
    if (told.kind === "refused") return { ok: false, reason: told.reason, words: told.words };
    this.happen({ kind: "floor", floor: told.floor });
    const words = told.kind === "moved-on" ? told.words : "";
    return { ok: told.kind === "done", reason: words && "moved-on", words };
  }

  /** Somebody belongs in another room of the session now: ask for its ticket and go there. Nothing else is asked. */
  private async move(): Promise<void> {
    const { phase, room, server } = this.state;
    const floor = server?.floor;
    if (!floor || this.over || room === "private" || floor.me.place === room) return;
    const now = this.clock.now();
    if (!["in", "reconnecting"].includes(phase) || now - this.movedAt < MOVE_MS) return;
    this.movedAt = now;
    try {
      const answer = await this.line.ticket(this.identity, false);
      if (answer.kind === "in") await this.take(answer);
    } catch {
      // The next state says it again.
    }
  }

  private speaking(identities: string[]): void {
    this.loud.hear(identities.includes(this.identity), this.clock.now());
    this.happen({ kind: "speaking", identities, at: this.clock.now() });
    // A voice that had to wait for the large place gets it when its time has come.
    if (identities.length > 0)
      this.clock.later(HYSTERESIS_MS, () => this.happen({ kind: "tick", at: this.clock.now() }));
  }

  private live(identity: string, live: Live | null): void {
    const was = this.state.live.has(identity);
    this.happen({ kind: "live", identity, live, at: this.clock.now() });
    const named = this.state.server?.people.some((one) => one.identity === identity) ?? false;
    if (was !== (live !== null) || !named) this.looks.soon(LOOK_SOON_MS);
  }

  /** The press at the door. False when the form has something to mend: let the browser send it as it is. */
  async enter(form: FormData): Promise<boolean> {
    this.form = form;
    const answer = this.line.enter(form, false);
    this.happen({ kind: "joining" });
    return this.take(await answer);
  }

  /** Back in after a reload. The page before this one may still be saying that it leaves. */
  async comeBack(): Promise<void> {
    this.happen({ kind: "joining" });
    try {
      const answer = await this.line.ticket(this.identity, false);
      if (answer.kind !== "no" || answer.refusal.reason !== "elsewhere")
        return void (await this.take(answer));
      this.clock.later(LEFT_JUST_NOW_MS, () => void this.tryAgain(this.attempt));
    } catch {
      await this.lost("line");
    }
  }

  /** The person says that this page is the one to go on with. */
  async takeOver(): Promise<void> {
    this.identity = "";
    this.happen({ kind: "joining" });
    try {
      await this.take(
        await (this.form ? this.line.enter(this.form, true) : this.line.ticket("", true)),
      );
    } catch {
      await this.lost("line");
    }
  }

  /** From the private room to the group, once a clinician has opened it. */
  async toGroup(): Promise<void> {
    try {
      const answer = await this.line.ticket(this.identity, false);
      if (answer.kind === "in" && answer.ticket.room === "main") await this.take(answer);
      else this.needs.trouble("group");
    } catch {
      // The line is poor: the person stays with the clinician and can press again.
    }
  }

  private async take(answer: Answer): Promise<boolean> {
    if (this.over) return true;
    if (answer.kind === "form") {
      this.happen({ kind: "refused", refusal: { reason: "form", words: "" }, waiting: false });
      return false;
    }
    if (answer.kind === "in") {
      await this.goIn(answer.ticket);
      return true;
    }
    await this.goOut(answer.refusal, answer.kind === "wait" ? "wait" : "no");
    return true;
  }

  private async goIn(ticket: Ticket): Promise<void> {
    const attempt = ++this.attempt;
    const same = ticket.identity === this.identity && ticket.room === this.state.room;
    if (same && this.media.sid) {
      this.happen({ kind: "state", state: ticket.state, at: this.clock.now() });
      return;
    }
    this.identity = ticket.identity;
    this.form = null;
    const words = ticket.state.floor?.me.place_words ?? "";
    if (this.state.phase !== "reconnecting") this.happen({ kind: "joining", words });
    this.happen({ kind: "ticket", ticket, at: this.clock.now() });
    this.keepBeating();
    try {
      await this.media.join(ticket);
    } catch {
      if (attempt === this.attempt) await this.lost("line");
    }
  }

  private async goOut(refusal: Refusal, how: "wait" | "no" | "gone"): Promise<void> {
    this.attempt++;
    this.lostAt = 0;
    this.tries = 0;
    this.happen(
      how === "gone"
        ? { kind: "gone", refusal }
        : { kind: "refused", refusal, waiting: how === "wait" },
    );
    if (how === "wait") this.clock.later(WAIT_MS, () => void this.askDoor({ last: "" }));
    await this.media.leave();
  }

  private async askDoor(tag: { last: string }): Promise<void> {
    if (this.state.phase !== "waiting" || this.over) return;
    try {
      const door = await this.line.waiting(tag);
      if (door?.open) return void (await this.take(await this.line.ticket(this.identity, false)));
      if (door) {
        const refusal = { reason: door.door, words: door.words };
        const waiting = /^(wait|private|full)/.test(door.door);
        this.happen({ kind: "refused", refusal, waiting });
      }
    } catch {
      // The line is poor; the next look may do.
    }
    this.clock.later(WAIT_MS * (0.85 + Math.random() * 0.3), () => void this.askDoor(tag));
  }

  private connected(present: ReadonlyMap<string, Live>): void {
    this.lostAt = 0;
    this.tries = 0;
    this.happen({ kind: "connected", present, at: this.clock.now() });
    if (!this.state.server?.hold) {
      const wanted = this.needs.wanted();
      if (wanted.microphone && !this.state.microphone) void this.media.microphone(true);
      if (wanted.camera && !this.state.camera && !this.state.soundOnly)
        void this.media.camera(true);
    }
    void this.beatOnce();
  }

  private keepBeating(): void {
    if (this.beating) return;
    this.beating = true;
    const next = () =>
      this.clock.later(BEAT_MS, () => {
        if (this.over) return;
        void this.beatOnce();
        next();
      });
    next();
  }

  /** True when the server still has us inside. */
  async beatOnce(): Promise<boolean> {
    const { phase } = this.state;
    const identity = this.identity;
    if (!identity || this.over || !["joining", "in", "reconnecting"].includes(phase)) return false;
    const sid = this.media.sid;
    const media = sid ? "connected" : "reconnecting";
    const spoke_s = this.loud.take(this.clock.now());
    try {
      const heard = await this.line.beat({ identity, sid, media, spoke_s });
      if (identity !== this.identity || this.over) return false;
      if ("reason" in heard) {
        await this.gone(heard);
        return false;
      }
      this.happen({ kind: "state", state: heard, at: this.clock.now() });
      if (this.unheard >= UNHEARD) this.happen({ kind: "line", quality: "good" });
      this.unheard = 0;
    } catch {
      // The server rests or the line is poor; pictures and voices go on, the next beat tells.
      if (++this.unheard === UNHEARD) this.happen({ kind: "line", quality: "poor" });
    }
    return true;
  }

  private async gone(refusal: Refusal): Promise<void> {
    this.identity = "";
    // Away too long or ended by the clock: the door's rules say whether the way back is open.
    if (refusal.reason === "gone") return this.tryAgain(++this.attempt);
    // The room was cleared: back to the door, with both off when it opens again.
    if (refusal.reason === "cleared") {
      this.needs.sentOut();
      return this.goOut(refusal, "wait");
    }
    await this.goOut(refusal, "gone");
  }

  private async lost(why: Lost): Promise<void> {
    if (this.over || this.state.phase === "ended" || this.state.phase === "elsewhere") return;
    this.happen({ kind: "reconnecting" });
    // Put out, closed, taken over: the server knows, and it has the words.
    if (why !== "line" && !(await this.beatOnce())) return;
    this.lostAt ||= this.clock.now();
    if (this.clock.now() - this.lostAt > KEPT_MS) return this.giveUp();
    const pause = Math.min(8_000, 500 * 2 ** this.tries++) * (0.8 + Math.random() * 0.4);
    const attempt = ++this.attempt;
    this.clock.later(pause, () => void this.tryAgain(attempt));
  }

  private giveUp(): void {
    this.attempt++;
    this.lostAt = 0;
    this.tries = 0;
    this.happen({ kind: "gave-up" });
  }

  private async tryAgain(attempt: number): Promise<void> {
    if (this.over || attempt !== this.attempt) return;
    try {
      const answer = await this.line.ticket(this.identity, false);
      // The door says only that it stays shut; why the seat ended, the beat knows.
      if (answer.kind === "no" && this.identity && !(await this.beatOnce())) return;
      await this.take(answer);
    } catch {
      await this.lost("line");
    }
  }

  /** The page is looked at again, or the network is back: ask now instead of later. */
  wake(): void {
    if (this.state.phase === "reconnecting" && !this.media.sid && this.lostAt)
      void this.tryAgain(++this.attempt);
    else void this.beatOnce();
  }

  /** Leave for good, by the button. */
  async leave(): Promise<void> {
    if (this.over) return;
    this.over = true;
    void this.media.leave();
    if (this.identity) await this.line.leaveNow(this.identity);
  }

  /** The page goes away by itself. */
  vanish(): void {
    if (this.over) return;
    this.over = true;
    if (this.identity) this.line.leave(this.identity);
    void this.media.leave();
  }
}
