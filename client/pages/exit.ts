// "Leave this page fast": the page goes blank at once, nothing of it stays in this tab, and Back does not bring it back (P04).

export function readyExit(
  page: Document,
  go: (url: string) => void = (url) => location.replace(url),
): void {
  page.addEventListener("click", (event) => {
    const link = (event.target as Element).closest?.<HTMLAnchorElement>("a[data-quick-exit]");
    if (!link) return;
    event.preventDefault();
    const url = link.href;
    page.title = "";
    page.body.replaceChildren();
    page.defaultView?.sessionStorage.clear();
    go(url);
  });
}
