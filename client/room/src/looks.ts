// When to ask the server again: at once when it says so, soon and once for all that happens around somebody.

export interface Clock {
  now(): number;
  later(ms: number, act: () => void): void;
}

export class Looks {
  private atOnce = false;
  private waiting = false;

  constructor(
    private readonly clock: Clock,
    private readonly ask: () => void,
  ) {}

  /** A change on the server reaches the screen at once; only looks of the same moment are one. */
  now(): void {
    if (this.atOnce) return;
    this.atOnce = true;
    this.clock.later(0, () => {
      this.atOnce = false;
      this.ask();
    });
  }

  /** Once for all that happens within `ms`; not every page in the same moment. */
  soon(ms: number): void {
    if (this.waiting) return;
    this.waiting = true;
    this.clock.later(ms * (0.5 + Math.random()), () => {
      this.waiting = false;
      this.ask();
    });
  }
}
