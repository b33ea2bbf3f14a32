// Parts of a page that look again by themselves, with a little jitter, and say so (they keep nobody signed in).

import { later } from "./later";

export function wait(every: number, roll: () => number = Math.random): number {
  return every * (0.85 + 0.3 * roll());
}

function csrf(page: Document): string {
  return page.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
}

export async function look(page: Document, part: HTMLElement): Promise<void> {
  const post = part.dataset.poll === "post";
  const answer = await fetch(part.dataset.url ?? location.href, {
    method: post ? "POST" : "GET",
    credentials: "same-origin",
    headers: {
      Accept: "text/html",
      "HX-Request": "true",
      ...(post ? { "X-CSRFToken": csrf(page) } : {}),
      ...(part.dataset.stamp ? { "Samepath-Seen": part.dataset.stamp } : {}),
      ...(part.dataset.alive === undefined ? { "Samepath-Looks-By-Itself": "yes" } : {}),
    },
  });
  const moved = answer.headers.get("HX-Redirect");
  if (moved) location.assign(moved);
  if (answer.ok) part.dataset.heard = String(Date.now());
  if (answer.status !== 200) return;
  const html = await answer.text();
  // The form token is masked anew each time; that alone is no news, and a reader is not told the same twice.
  const news = html.replace(/name="csrfmiddlewaretoken" value="[^"]*"/g, "");
  const stamp = answer.headers.get("Samepath-Stamp") ?? "";
  if (part.dataset.last === news) {
    part.dataset.stamp = stamp;
    return;
  }
  // A part that somebody types in or presses on stays as it is until they have done so.
  if (part.contains(page.activeElement) && page.activeElement?.matches("input, textarea")) return;
  if (part.matches(":active")) return;
  part.dataset.last = news;
  part.dataset.stamp = stamp;
  const focused = page.activeElement instanceof HTMLElement ? page.activeElement.id : "";
  const fresh = page.createRange().createContextualFragment(html);
  part.replaceChildren(fresh);
  if (focused) page.getElementById(focused)?.focus();
}

export function readyPolls(page: Document): void {
  for (const part of page.querySelectorAll<HTMLElement>("[data-poll]")) {
    const every = Number(part.dataset.every ?? "5") * 1_000;
    const again = async () => {
      try {
        await look(page, part);
        part.classList.remove("stale");
      } catch {
        part.classList.add("stale");
      }
      if (part.isConnected) later(wait(every), again);
    };
    later(wait(every), again);
  }
}
