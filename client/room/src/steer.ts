// From presses and forms to commands of the floor.

import { argsOf, argsOfForm } from "./args";
import { part } from "./dom";
import type { Args } from "./floorwire";
import type { Visit } from "./visit";

export class Steer {
  private last: { kind: string; args: Args } | null = null;

  constructor(
    private readonly root: HTMLElement,
    private readonly visit: Visit,
    private readonly word: (name: string) => string,
  ) {
    root.addEventListener("click", (event) => {
      const target = event.target as HTMLElement;
      const button = target.closest<HTMLElement>("[data-do]");
      if (button) void this.press(button.dataset.do ?? "");
      if (target.closest("[data-anyway]") && this.last)
        void this.send(this.last.kind, { ...this.last.args, anyway: true });
      const react = target.closest<HTMLElement>("[data-react]");
      if (react) {
        void this.send("react", { what: react.dataset.react ?? "" });
        react.closest("dialog")?.close();
      }
    });
    root.addEventListener("submit", (event) => {
      const form = (event.target as HTMLElement).closest<HTMLFormElement>("form[data-form]");
      if (!form) return;
      event.preventDefault();
      void this.submit(form);
    });
    root.addEventListener("keydown", (event) => this.sendByKey(event));
  }

  private async press(kind: string): Promise<void> {
    const floor = this.visit.state.server?.floor;
    const args = floor && argsOf(kind, floor);
    if (args) await this.send(kind, args);
  }

  /** Enter sends what is typed; Shift and Enter makes a new line. */
  private sendByKey(event: KeyboardEvent): void {
    const field = event.target as HTMLElement;
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || field.id !== "say-text")
      return;
    event.preventDefault();
    field.closest("form")?.requestSubmit();
  }

  /** What was typed stays until the server has it. */
  private async submit(form: HTMLFormElement): Promise<void> {
    const kind = form.dataset.form ?? "";
    const args = argsOfForm(kind, new FormData(form));
    if (!args || form.dataset.sending !== undefined) return;
    form.dataset.sending = "";
    const ok = await this.send(kind, args, form.querySelector<HTMLElement>("[data-wrong]"));
    delete form.dataset.sending;
    if (ok && kind !== "round" && kind !== "split") form.reset();
  }

  /** True when it was done. What was not is said beside the form, or in one quiet line. */
  async send(kind: string, args: Args, place: HTMLElement | null = null): Promise<boolean> {
    const told = await this.visit.command(kind, args);
    if (told.reason === "round-open") {
      this.last = { kind, args };
      part(this.root, "anyway-words").textContent = told.words;
      part<HTMLDialogElement>(this.root, 'sheet="anyway"').showModal();
      return false;
    }
    const words = told.words || (told.ok ? "" : this.word("not_sent"));
    if (place) {
      place.textContent = words;
      place.hidden = !words;
    } else this.visit.happen({ kind: "note", words });
    return told.ok;
  }
}
