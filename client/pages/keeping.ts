// What every form that keeps typing needs: a new token after a sign-in elsewhere, and a page that is not closed over words.

/** Whoever signed in again in another window gets a new form token; without it nothing would be taken. */
export async function freshToken(form: HTMLFormElement, same: string): Promise<void> {
  const page = await fetch(location.href, {
    credentials: "same-origin",
    headers: { Accept: "text/html", "Samepath-Looks-By-Itself": "yes" },
  }).catch(() => null);
  if (!page?.ok || page.redirected) return;
  const fresh = new DOMParser()
    .parseFromString(await page.text(), "text/html")
    .querySelector<HTMLInputElement>(`${same} [name=csrfmiddlewaretoken]`);
  const mine = form.querySelector<HTMLInputElement>("[type=hidden][name=csrfmiddlewaretoken]");
  if (fresh && mine) mine.value = fresh.value;
}

/** Ask before the page goes away while something typed is only here. */
export function holdThePage(form: HTMLFormElement, unkept: () => boolean): void {
  addEventListener("beforeunload", (event) => {
    if (form.isConnected && unkept()) event.preventDefault();
  });
}
