// One visit: from the press to leaving. Holds the state, keeps the beat, and finds the way back after a lost line.

import { type Answer, Line, type Urls } from "./line";
import { type Lost, Media } from "./livekit";
import { type Happening, hear, OUTSIDE, type RoomState } from "./state";
import type { Ticket } from "./wire";

export const BEAT_MS = 5_000;
export const WAIT_MS = 3_000;
/** A seat is kept this long (R05); after that the door is the way. */
export const COME_BACK_MS = 10 * 60_000;

export interface Clock {
  now(): number;
  later(ms: number, act: () => void): void;
}

const CLOCK: Clock = { now: () => Date.now(), later: (ms, act) => void setTimeout(act, ms) };

export class Visit {
  state: RoomState = OUTSIDE;
  readonly media: Media;
  readonly line: Line;
  private identity = "";
  private form: FormData | null = null;
  private lostAt = 0;
  private tries = 0;
  private beating = false;
  private over = false;

  constructor(
    urls: Urls,
    csrf: () => string,
    whom: string,
    voices: HTMLElement,
    private readonly draw: (state: RoomState) => void,
    private readonly trouble: (kind: "microphone" | "camera") => void,
    private readonly wanted: () => { microphone: boolean; camera: boolean },
    private readonly clock: Clock = CLOCK,
  ) {
    this.line = new Line(urls, csrf, whom);
    this.media = new Media(
      {
        connected: () => this.connected(),
        reconnecting: () => this.happen({ kind: "reconnecting" }),
        lost: (why) => void this.lost(why),
        live: (identity, live) => this.happen({ kind: "live", identity, live }),
        speaking: (identities) =>
          this.happen({ kind: "speaking", identities, at: this.clock.now() }),
        own: (microphone, camera) => this.happen({ kind: "own", microphone, camera }),
        look: () => void this.beatOnce(),
        soundBlocked: (blocked) => this.happen({ kind: "sound", blocked }),
        deviceTrouble: (kind) => this.trouble(kind),
      },
      voices,
    );
  }

  happen(what: Happening): void {
    this.state = hear(this.state, what);
    this.draw(this.state);
  }

  /** The press at the door. False when the form has something to mend: let the browser send it as it is. */
  async enter(form: FormData): Promise<boolean> {
    this.form = form;
    this.happen({ kind: "joining" });
    return this.take(await this.line.enter(form, false));
  }

  /** Back in after a reload. */
  async comeBack(): Promise<void> {
    this.happen({ kind: "joining" });
    await this.take(await this.line.ticket(this.identity, false));
  }

  async takeOver(): Promise<void> {
    this.happen({ kind: "joining" });
    const answer = this.form ? this.line.enter(this.form, true) : this.line.ticket("", true);
    await this.take(await answer);
  }

  private async take(answer: Answer): Promise<boolean> {
    if (answer.kind === "form") return false;
    if (answer.kind === "in") {
      await this.goIn(answer.ticket);
      return true;
    }
    this.happen({ kind: "refused", refusal: answer.refusal, waiting: answer.kind === "wait" });
    if (answer.kind === "wait") this.clock.later(WAIT_MS, () => void this.askDoor({ last: "" }));
    return true;
  }

  private async goIn(ticket: Ticket): Promise<void> {
    this.identity = ticket.identity;
    this.happen({ kind: "state", state: ticket.state });
    try {
      await this.media.join(ticket);
    } catch {
      await this.lost("line");
    }
  }

  private async askDoor(tag: { last: string }): Promise<void> {
    if (this.state.phase !== "waiting" || this.over) return;
    try {
      const door = await this.line.waiting(tag);
      if (door?.open) return void (await this.take(await this.line.ticket(this.identity, false)));
      if (door)
        this.happen({
          kind: "refused",
          refusal: { reason: "wait", words: door.words },
          waiting: true,
        });
    } catch {
      // The line is poor; the next look may do.
    }
    this.clock.later(WAIT_MS * (0.85 + Math.random() * 0.3), () => void this.askDoor(tag));
  }

  private connected(): void {
    this.lostAt = 0;
    this.tries = 0;
    this.happen({ kind: "connected" });
    const wanted = this.wanted();
    if (wanted.microphone) void this.media.microphone(true);
    if (wanted.camera) void this.media.camera(true);
    void this.beatOnce();
    if (!this.beating) {
      this.beating = true;
      this.keepBeating();
    }
  }

  private keepBeating(): void {
    this.clock.later(BEAT_MS, () => {
      if (this.over) return;
      void this.beatOnce();
      this.keepBeating();
    });
  }

  async beatOnce(): Promise<void> {
    if (!this.identity || this.over) return;
    const { phase } = this.state;
    if (phase !== "in" && phase !== "reconnecting") return;
    try {
      const heard = await this.line.beat(
        this.identity,
        this.media.sid,
        this.media.sid ? "connected" : phase,
      );
      if ("reason" in heard) await this.gone(heard);
      else this.happen({ kind: "state", state: heard });
    } catch {
      // The server rests or the line is poor; pictures and voices go on, the next beat tells.
    }
  }

  private async gone(refusal: { reason: string; words: string; next?: string }): Promise<void> {
    if (refusal.reason === "gone") return void (await this.take(await this.line.ticket("", false)));
    const moved = this.state.server?.me.role === "participant" && refusal.reason === "elsewhere";
    this.identity = moved ? this.identity : "";
    this.happen({ kind: "gone", refusal });
    await this.media.leave();
  }

  private async lost(why: Lost): Promise<void> {
    if (this.over) return;
    if (why !== "line") {
      // The server knows why; it has the words.
      this.happen({ kind: "reconnecting" });
      return void (await this.beatOnce());
    }
    if (this.state.phase !== "joining") this.happen({ kind: "reconnecting" });
    this.lostAt ||= this.clock.now();
    if (this.clock.now() - this.lostAt > COME_BACK_MS) return void (await this.beatOnce());
    const pause = Math.min(8_000, 500 * 2 ** this.tries++) * (0.8 + Math.random() * 0.4);
    this.clock.later(pause, () => void this.tryAgain());
  }

  private async tryAgain(): Promise<void> {
    if (this.over) return;
    try {
      await this.take(await this.line.ticket(this.identity, false));
    } catch {
      await this.lost("line");
    }
  }

  /** Leave for good. */
  leave(): void {
    if (this.over) return;
    this.over = true;
    if (this.identity) this.line.leave(this.identity);
    void this.media.leave();
  }
}
