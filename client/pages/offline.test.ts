import { expect, test } from "vitest";
import { keep, named, PAGE } from "./offline";

const HERE = "http://localhost";
const FILES: Record<string, string> = {
  [PAGE]: '<link rel="stylesheet" href="/static/built/a.css"><a href="tel:988">988</a>',
  "/static/built/a.css": "@font-face{src:url(../fonts/b.woff2)}",
  "/static/fonts/b.woff2": "font",
};

class Shelf {
  readonly kept = new Map<string, Response>();
  async put(path: string, answer: Response) {
    this.kept.set(path, answer);
  }
  async keys() {
    return [...this.kept.keys()].map((path) => new Request(HERE + path));
  }
  async delete(request: Request) {
    return this.kept.delete(new URL(request.url).pathname);
  }
}

test("only the page with the numbers, its style and its font are kept; what was kept before goes", async () => {
  const shelf = new Shelf();
  await shelf.put("/static/built/old.css", new Response(""));
  const fetcher = async (path: RequestInfo | URL) => new Response(FILES[String(path)]);
  await keep(fetcher as typeof fetch, shelf as unknown as Cache, HERE);
  expect([...shelf.kept.keys()].sort()).toEqual(Object.keys(FILES).sort());
});

test("links that are no styles are not followed", () => {
  expect(named('<a href="/tonight">Tonight</a>', HERE)).toEqual([]);
});
