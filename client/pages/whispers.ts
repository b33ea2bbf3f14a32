// A line to the leaders, written without leaving the wall. Without script the link leads to a page with the same form.

export function readyWhispers(page: Document): void {
  const sheet = page.querySelector<HTMLDialogElement>("[data-whisper-sheet]");
  const form = sheet?.querySelector("form");
  if (!sheet || !form) return;
  page.addEventListener("click", (event) => {
    const link = (event.target as HTMLElement).closest<HTMLAnchorElement>("a[data-whisper]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const action = `${link.href}/send`;
    // What was typed for one room is never sent to another.
    if (form.action !== action) form.reset();
    form.action = action;
    const whom = sheet.querySelector<HTMLElement>("[data-whom]");
    if (whom) whom.textContent = link.dataset.whisper ?? "";
    const command = form.querySelector<HTMLInputElement>("[name=command]");
    if (command) command.value = crypto.randomUUID?.() ?? "";
    sheet.showModal();
    form.querySelector("textarea")?.focus();
  });
  sheet.querySelector("[data-dismiss]")?.addEventListener("click", () => sheet.close());
}
