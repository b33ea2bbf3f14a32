// Forms: whoever has typed is asked before leaving, a press is one press, and errors get the focus. Listens on the page,
// so that parts which came later are looked after too. What is typed is never stored in the browser (P10).

const ONE_PRESS_MS = 3_000;

export function readyForms(page: Document): void {
  page.querySelector<HTMLElement>("[data-focus]")?.focus();
  let dirty = false;
  page.addEventListener("input", (event) => {
    if ((event.target as HTMLElement).closest("form[data-careful]")) dirty = true;
  });
  page.addEventListener("kept", () => {
    dirty = false;
  });
  page.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (form.matches("[data-careful]")) dirty = false;
    if (form.method !== "post" || form.hasAttribute("data-help")) return;
    if (form.dataset.sent === "yes") event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => {
      delete form.dataset.sent;
    }, ONE_PRESS_MS);
  });
  page.addEventListener("change", (event) => {
    const field = event.target as HTMLElement;
    if (field.dataset.submit !== undefined) field.closest("form")?.requestSubmit();
  });
  addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
}
