// Forms: whoever has typed is asked before leaving, a press is one press, and errors get the focus.

export function readyForms(page: Document): void {
  page.querySelector<HTMLElement>("[data-focus]")?.focus();
  let dirty = false;
  for (const form of page.querySelectorAll<HTMLFormElement>("form[data-careful]")) {
    form.addEventListener("input", () => {
      dirty = true;
    });
    form.addEventListener("submit", () => {
      dirty = false;
    });
  }
  addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
  page.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (form.method !== "post" || form.hasAttribute("data-help")) return;
    if (form.dataset.sent === "yes") event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => {
      delete form.dataset.sent;
    }, 3_000);
  });
  page.addEventListener("change", (event) => {
    const field = event.target as HTMLElement;
    if (field.dataset.submit !== undefined) field.closest("form")?.requestSubmit();
  });
}
