// Seconds that go on counting between two answers of the server, and how long ago it answered. Words are in the page.

const MINUTES_FROM = 90;
const SILENT_FROM = 8;

export function tick(page: Document, now: number): void {
  for (const place of page.querySelectorAll<HTMLElement>("[data-ago]")) {
    place.dataset.born ??= String(now - Number(place.dataset.ago) * 1_000);
    const seconds = Math.floor((now - Number(place.dataset.born)) / 1_000);
    const fresh = seconds < MINUTES_FROM;
    const words = fresh ? place.dataset.words : place.dataset.wordsMin;
    put(place, (words ?? "%s").replace("%s", String(fresh ? seconds : Math.floor(seconds / 60))));
  }
  const heard = page.querySelector<HTMLElement>("[data-alive][data-heard]")?.dataset.heard;
  for (const place of page.querySelectorAll<HTMLElement>("[data-answered]")) {
    if (!heard) continue;
    const seconds = Math.floor((now - Number(heard)) / 1_000);
    const silent = seconds >= SILENT_FROM;
    place.classList.toggle("look", silent);
    const words = silent ? place.dataset.silent : place.dataset.answered;
    put(place, (words ?? "%s").replace("%s", String(seconds)));
  }
}

function put(place: HTMLElement, words: string): void {
  if (place.textContent !== words) place.textContent = words;
}

export function readyTicks(page: Document): void {
  if (page.querySelector("[data-wall]")) setInterval(() => tick(page, Date.now()), 1_000);
}
