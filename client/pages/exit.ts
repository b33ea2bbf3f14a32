// "Leave this page fast": the page goes blank at once and Back does not bring it back (P04).

export function readyExit(page: Document): void {
  for (const link of page.querySelectorAll<HTMLAnchorElement>("[data-quick-exit]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      page.body.replaceChildren();
      location.replace(link.href);
    });
  }
}
