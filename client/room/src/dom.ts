// Small hands for the page: find a part, put words, copy a template, keep a list in step without losing the focus.

export function part<T extends HTMLElement>(root: ParentNode, name: string): T {
  const found = root.querySelector<T>(`[data-${name}]`);
  if (!found) throw new Error(`the page lacks data-${name}`);
  return found;
}

export function put(place: HTMLElement, words: string): void {
  if (place.textContent !== words) place.textContent = words;
}

export function copy(root: ParentNode, name: string): HTMLElement {
  const template = part<HTMLElement>(root, name) as unknown as HTMLTemplateElement;
  return (template.content.firstElementChild as HTMLElement).cloneNode(true) as HTMLElement;
}

/** The drawing that stands for somebody, from the page's own templates. */
export function draw(place: HTMLElement, drawing: string): void {
  if (place.dataset.drawn === drawing) return;
  place.dataset.drawn = drawing;
  const found = document.querySelector<HTMLTemplateElement>(
    `template[data-drawing="${CSS.escape(drawing)}"]`,
  );
  if (found) place.replaceChildren(found.content.cloneNode(true));
}

export interface Rows<T> {
  key(item: T): string;
  make(item: T): HTMLElement;
  fill(row: HTMLElement, item: T): void;
}

/** Rows are kept by their key and moved only if they must: what has the focus keeps it. */
export function keep<T>(list: HTMLElement, items: readonly T[], how: Rows<T>): void {
  if (list.dataset.dragging !== undefined) return;
  const held = document.activeElement as HTMLElement | null;
  const wanted = new Set(items.map((item) => how.key(item)));
  const was = new Map<string, HTMLElement>();
  let lost = -1;
  for (const [place, row] of ([...list.children] as HTMLElement[]).entries()) {
    const key = row.dataset.key ?? "";
    if (wanted.has(key)) was.set(key, row);
    else {
      if (row.contains(held)) lost = place;
      row.remove();
    }
  }
  for (const [place, item] of items.entries()) {
    const key = how.key(item);
    const row = was.get(key) ?? how.make(item);
    row.dataset.key = key;
    how.fill(row, item);
    const there = list.children[place];
    if (there !== row) list.insertBefore(row, there ?? null);
  }
  if (lost >= 0) near(list, lost)?.focus();
  else if (held && held !== document.activeElement && list.contains(held)) held.focus();
}

/** Where a keyboard goes on when the row under it went away: the next one, or the heading. */
function near(list: HTMLElement, place: number): HTMLElement | null {
  const row = list.children[Math.min(place, list.children.length - 1)];
  const button = row?.querySelector<HTMLElement>("button:not([hidden])");
  return (
    button ?? list.closest("section, details")?.querySelector<HTMLElement>("h2, summary") ?? null
  );
}
