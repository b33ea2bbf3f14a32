// How long one's own microphone was loud. Only this number leaves the browser, with the beat; no sound does.

/** More than this of one beat is not believed by the server. */
const MOST_S = 10;

export class Loud {
  private since: number | null = null;
  private ms = 0;

  /** The connection says whether this person is heard right now. */
  hear(loud: boolean, at: number): void {
    if (loud) this.since ??= at;
    else this.hush(at);
  }

  hush(at: number): void {
    if (this.since === null) return;
    this.ms += at - this.since;
    this.since = null;
  }

  /** Whole seconds since the last time this was asked; what is left over counts for the next. */
  take(at: number): number {
    if (this.since !== null) {
      this.ms += at - this.since;
      this.since = at;
    }
    const whole = Math.floor(this.ms / 1_000);
    this.ms -= whole * 1_000;
    return Math.min(whole, MOST_S);
  }
}
