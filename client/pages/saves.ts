// A long form that keeps what is typed as it is typed. Words live on the page and on our server only, never in the
// browser's stores (P10). Of two tabs the later one is told and overwrites nothing; its words stay on the page.

import { freshToken, holdThePage } from "./keeping";
import { later } from "./later";

const PAUSE_MS = 900;
const AGAIN_MS = 5_000;

type Wrong = { field: string; words: string };
type Answer = { revision?: number; wrong?: Wrong[] };

export class Saves {
  private typed = 0;
  private kept = 0;
  private busy = false;
  private stopped = false;
  private sent = false;

  constructor(
    private form: HTMLFormElement,
    private wait: (ms: number, act: () => void) => void = later,
  ) {
    form.addEventListener("input", () => this.soon());
    form.addEventListener("submit", () => {
      this.stopped = this.sent = true; // the press itself brings everything
    });
    holdThePage(form, () => this.typed !== this.kept && !this.sent);
  }

  private say(what: string): void {
    const told = this.form.querySelector<HTMLElement>("[data-saved]");
    if (told) told.textContent = this.form.getAttribute(`data-words-${what}`) ?? "";
  }

  private mark(wrong: Wrong[]): void {
    for (const old of this.form.querySelectorAll(".wrong[data-mark]")) old.remove();
    for (const one of wrong) {
      const field = this.form.querySelector<HTMLElement>(`#${CSS.escape(one.field)}`);
      const words = this.form.ownerDocument.createElement("p");
      words.className = "wrong";
      words.dataset.mark = "";
      words.textContent = one.words;
      field?.insertAdjacentElement("afterend", words);
    }
  }

  soon(): void {
    this.typed += 1;
    const mine = this.typed;
    this.wait(PAUSE_MS, () => {
      if (mine === this.typed) void this.save();
    });
  }

  async save(): Promise<void> {
    if (this.busy || this.stopped || this.typed === this.kept) return;
    this.busy = true;
    const sending = this.typed;
    this.say("saving");
    try {
      const answer = await fetch(this.form.dataset.saves ?? "", {
        method: "POST",
        body: new FormData(this.form),
        credentials: "same-origin",
        headers: { Accept: "application/json" },
      });
      await this.heard(answer, sending);
    } catch {
      this.say("waits");
      this.wait(AGAIN_MS, () => void this.save());
    } finally {
      this.busy = false;
    }
    if (this.kept === sending && this.typed !== sending) void this.save();
  }

  private async heard(answer: Response, sending: number): Promise<void> {
    if (answer.status >= 500) throw new Error("again");
    const body: Answer = await answer.json().catch(() => ({}));
    this.mark(body.wrong ?? []);
    const revision = this.form.querySelector<HTMLInputElement>("[name=revision]");
    if (revision && body.revision !== undefined) revision.value = String(body.revision);
    if (answer.status === 200) {
      this.kept = sending;
      this.say("saved");
      if (this.typed === sending) this.form.dispatchEvent(new Event("kept", { bubbles: true }));
    } else if (answer.status === 409) {
      this.stopped = true;
      this.say("overtaken");
    } else if (answer.status === 422) {
      this.say("wrong");
    } else {
      this.say("out");
      await freshToken(this.form, "form[data-saves]");
      this.wait(AGAIN_MS, () => void this.save());
    }
  }
}

export function readySaves(page: Document): void {
  for (const form of page.querySelectorAll<HTMLFormElement>("form[data-saves]")) new Saves(form);
}
