// On the supervisor's wall: a number goes to a room; there L listens, J steps in and W whispers. The letters act only
// where the focus is, and the numbers can be switched off, so that nothing happens by accident (WCAG 2.1.4).

const PRESSES: Record<string, string> = {
  l: 'button[name="state"][value="listening"]',
  j: 'button[name="state"][value="in_room"]',
  w: ".acts [data-whisper]",
};
const KEPT = "samepath-keys";

export function readyKeys(page: Document): void {
  const own = page.querySelector<HTMLInputElement>("[data-keys]");
  if (own) {
    own.checked = localStorage.getItem(KEPT) !== "off";
    own.addEventListener("change", () => localStorage.setItem(KEPT, own.checked ? "on" : "off"));
  }
  page.addEventListener("keydown", (event) => {
    if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = event.target as HTMLElement;
    if (at.matches("input:not([type=checkbox]), textarea, select") || at.closest("dialog")) return;
    if (own?.checked && /^[1-9]$/.test(event.key)) {
      const rooms = page.querySelectorAll<HTMLElement>("[data-wall] [data-room]");
      rooms[Number(event.key) - 1]?.focus();
      return;
    }
    const button = own?.checked === false ? undefined : PRESSES[event.key.toLowerCase()];
    if (!button) return;
    const target = at.closest<HTMLElement>("[data-room]")?.querySelector<HTMLElement>(button);
    if (!target) return;
    event.preventDefault();
    target.click();
  });
}
