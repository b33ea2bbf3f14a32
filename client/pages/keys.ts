// On the supervisor's wall: L listens and J steps into the room whose card has the focus, and only there, so that a
// single letter never acts by accident (WCAG 2.1.4).

const STATES: Record<string, string> = { l: "listening", j: "in_room" };

export function readyKeys(page: Document): void {
  page.addEventListener("keydown", (event) => {
    const state = STATES[event.key.toLowerCase()];
    if (!state || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = event.target as HTMLElement;
    if (at.matches("input, textarea, select")) return;
    const card = at.closest<HTMLElement>("[data-room]");
    card?.querySelector<HTMLButtonElement>(`button[name="state"][value="${state}"]`)?.click();
  });
}
