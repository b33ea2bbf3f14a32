// Putting a list in order: by dragging its handle with a finger or a mouse, or by two buttons for the keyboard.

import { moved } from "./args";

/** `order` are the keys that may be moved; `send` is called with all of them in their new order. */
export function sortable(
  list: HTMLElement,
  order: () => readonly string[],
  send: (order: string[]) => void,
): void {
  const keyOf = (target: EventTarget | null) =>
    (target as HTMLElement).closest<HTMLElement>("[data-key]")?.dataset.key ?? "";

  list.addEventListener("click", (event) => {
    const button = (event.target as HTMLElement).closest("[data-up], [data-down]");
    if (!button) return;
    const next = moved(order(), keyOf(button), button.matches("[data-up]") ? -1 : 1);
    if (next) send(next);
  });

  list.addEventListener("pointerdown", (event) => {
    const grip = (event.target as HTMLElement).closest<HTMLElement>("[data-grip]");
    const row = grip?.closest<HTMLElement>("[data-key]");
    if (!grip || !row || event.button !== 0) return;
    const before = [...list.children];
    list.dataset.dragging = "";
    row.classList.add("held");
    grip.setPointerCapture(event.pointerId);

    const move = (to: PointerEvent) => {
      const over = document.elementFromPoint(to.clientX, to.clientY)?.closest("[data-key]");
      const movable = over && order().includes((over as HTMLElement).dataset.key ?? "");
      if (!movable || over === row || over.parentElement !== list) return;
      const box = over.getBoundingClientRect();
      const rows = [...list.children];
      const [from, at] = [rows.indexOf(row), rows.indexOf(over)];
      // The others move around the held row: a row that is moved itself would lose the pointer.
      if (at < from && to.clientY < box.top + box.height / 2) row.after(...rows.slice(at, from));
      if (at > from && to.clientY > box.top + box.height / 2)
        row.before(...rows.slice(from + 1, at + 1));
    };
    const end = (done: Event) => {
      grip.removeEventListener("pointermove", move);
      row.classList.remove("held");
      delete list.dataset.dragging;
      const known = new Set(order());
      const keys = [...list.children].map(keyOf).filter((key) => known.has(key));
      if (done.type === "pointercancel") list.replaceChildren(...before);
      else if (keys.join() !== [...known].join()) send(keys);
    };
    grip.addEventListener("pointermove", move);
    grip.addEventListener("pointerup", end, { once: true });
    grip.addEventListener("pointercancel", end, { once: true });
  });
}
