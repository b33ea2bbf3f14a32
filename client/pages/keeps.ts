// A paper that keeps each part as it is typed: one part, one request, in order. Words live on the page and on our server
// only, never in the browser's stores (P10). Where another window wrote the same part, the server joins both texts.

import { freshToken, holdThePage } from "./keeping";
import { later } from "./later";

const PAUSE_MS = 900;
const AGAIN_MS = 5_000;

type Field = HTMLInputElement | HTMLTextAreaElement;
type Answer = { revision?: number; words?: string; both?: Record<string, string> };

export class Keeps {
  private changed = new Set<string>();
  private typed = 0;
  private busy = false;
  private over = false;

  constructor(
    private form: HTMLFormElement,
    private wait: (ms: number, act: () => void) => void = later,
  ) {
    form.addEventListener("input", (event) => this.noted(event.target as Field, PAUSE_MS));
    form.addEventListener("change", (event) => this.noted(event.target as Field, 0));
    form.addEventListener("submit", () => {
      this.over = true; // the press itself brings everything
    });
    holdThePage(form, () => this.changed.size > 0 && !this.over);
  }

  private noted(field: Field, pause: number): void {
    if (!field.name || this.over) return;
    this.changed.add(field.name);
    this.soon(pause);
  }

  private soon(pause: number): void {
    this.typed += 1;
    const mine = this.typed;
    this.wait(pause, () => {
      if (mine === this.typed) void this.keep();
    });
  }

  private say(words: string | undefined): void {
    const told = this.form.querySelector<HTMLElement>("[data-kept]");
    if (told && words) told.textContent = words;
  }

  private named(name: string): Field | undefined {
    const found = [...this.form.querySelectorAll<Field>(`[name="${name}"]`)];
    return found.find((one) => (one as HTMLInputElement).checked) ?? found[0];
  }

  private value(name: string): string {
    const field = this.named(name);
    if (field?.type === "checkbox") return (field as HTMLInputElement).checked ? "yes" : "";
    return field?.value ?? "";
  }

  private hidden(name: string): HTMLInputElement | null {
    return this.form.querySelector<HTMLInputElement>(`[type=hidden][name="${name}"]`);
  }

  /** Send what changed, part by part, until nothing is left or something stands in the way. */
  async keep(): Promise<void> {
    if (this.busy || this.over) return;
    this.busy = true;
    this.say(this.form.dataset.wordsSaving);
    try {
      for (const part of this.changed) {
        this.changed.delete(part);
        const sent = this.value(part);
        if (!(await this.send(part, sent))) break;
      }
    } finally {
      this.busy = false;
    }
  }

  private async send(part: string, value: string): Promise<boolean> {
    const body = new URLSearchParams({ part, value });
    for (const name of ["revision", "csrfmiddlewaretoken"])
      body.set(name, this.hidden(name)?.value ?? "");
    try {
      const answer = await fetch(this.form.dataset.keeps ?? "", {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
        credentials: "same-origin",
      });
      return await this.heard(part, value, answer);
    } catch {
      this.again(part, this.form.dataset.wordsWaits);
      return false;
    }
  }

  private async heard(part: string, sent: string, answer: Response): Promise<boolean> {
    if (answer.status === 401 || answer.status === 403) {
      this.again(part, this.form.dataset.wordsOut);
      await freshToken(this.form, "form[data-keeps]");
      return false;
    }
    if (answer.status >= 500) throw new Error(String(answer.status));
    const said = (await answer.json()) as Answer;
    if (answer.status === 409) this.over = true;
    if (answer.status !== 200) {
      this.say(said.words);
      return false;
    }
    const revision = this.hidden("revision");
    if (revision && said.revision !== undefined) revision.value = String(said.revision);
    const joined = said.both?.[part];
    if (joined !== undefined) this.join(part, sent, joined);
    this.say(joined === undefined ? said.words : this.form.dataset.wordsBoth);
    return true;
  }

  /** Both texts into the field, with whatever was typed meanwhile still at its end. */
  private join(part: string, sent: string, joined: string): void {
    const field = this.named(part);
    if (!field) return;
    const before = joined.endsWith(sent) ? joined.slice(0, joined.length - sent.length) : null;
    field.value = before === null ? joined : before + field.value;
  }

  private again(part: string, words: string | undefined): void {
    this.changed.add(part);
    this.say(words);
    this.soon(AGAIN_MS);
  }
}

export function readyKeeps(page: Document): void {
  for (const form of page.querySelectorAll<HTMLFormElement>("form[data-keeps]")) new Keeps(form);
}
