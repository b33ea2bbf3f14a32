// A service worker that keeps one page: the numbers to call, for when the line is down. It keeps nothing else, and it
// answers nothing else: every other page always comes from the server or not at all (P10).

interface Waits extends Event {
  waitUntil(done: Promise<unknown>): void;
}
interface Fetches extends Waits {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Scope {
  addEventListener(kind: "install" | "activate", act: (event: Waits) => void): void;
  addEventListener(kind: "fetch", act: (event: Fetches) => void): void;
  skipWaiting(): Promise<void>;
}

export const SHELF = "numbers-to-call";
export const PAGE = "/crisis";

/** The styles a page names, and the fonts its styles name: all that is needed to show it. */
export function named(text: string, base: string): string[] {
  const found = [...text.matchAll(/href="([^"]+\.css)"|url\(["']?([^"')]+\.woff2)["']?\)/g)];
  return found.map((one) => new URL(one[1] ?? one[2] ?? "", base).pathname);
}

export async function keep(fetcher: typeof fetch, shelf: Cache, origin: string): Promise<string[]> {
  const kept: string[] = [];
  const take = async (path: string) => {
    const answer = await fetcher(path, { credentials: "omit", cache: "no-cache" });
    if (!answer.ok) throw new Error(`${path} ${answer.status}`);
    await shelf.put(path, answer.clone());
    kept.push(path);
    return answer.text();
  };
  for (const style of named(await take(PAGE), origin))
    for (const font of named(await take(style), origin + style)) await take(font);
  for (const old of await shelf.keys())
    if (!kept.includes(new URL(old.url).pathname)) await shelf.delete(old);
  return kept;
}

export function readyWorker(scope: Scope, origin: string): void {
  const renew = async () => keep(fetch, await caches.open(SHELF), origin);
  scope.addEventListener("install", (event) =>
    event.waitUntil(renew().then(() => scope.skipWaiting())),
  );
  scope.addEventListener("activate", (event) => event.waitUntil(renew().catch(() => [])));
  scope.addEventListener("fetch", (event) => {
    const { request } = event;
    const path = new URL(request.url).pathname;
    if (request.method !== "GET") return;
    if (request.mode === "navigate") event.respondWith(orKept(request, PAGE));
    else if (/\.(css|woff2)$/.test(path)) event.respondWith(orKept(request, path));
  });
}

async function orKept(request: Request, path: string): Promise<Response> {
  try {
    return await fetch(request);
  } catch (lost) {
    const kept = await (await caches.open(SHELF)).match(path);
    if (!kept) throw lost;
    return kept;
  }
}

if ("ServiceWorkerGlobalScope" in globalThis)
  readyWorker(self as unknown as Scope, location.origin);
