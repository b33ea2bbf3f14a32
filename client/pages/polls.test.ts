// @vitest-environment jsdom
import { afterEach, expect, test, vi } from "vitest";
import { look, wait } from "./polls";

afterEach(() => vi.unstubAllGlobals());

test("looks are spread around their time, so that pages do not come all at once", () => {
  expect(wait(1_000, () => 0)).toBe(850);
  expect(wait(1_000, () => 1)).toBe(1_150);
});

test("a part replaces itself, says that it looks by itself, and leaves a field alone while somebody types in it", async () => {
  document.body.innerHTML = '<div data-poll="get"><p>old</p></div>';
  const part = document.querySelector("div") as HTMLElement;
  const answer = vi.fn(
    async (_url: string, _options: RequestInit) => new Response("<input id='x'>"),
  );
  vi.stubGlobal("fetch", answer);
  await look(document, part);
  expect(part.innerHTML).toContain("input");
  expect(answer.mock.calls[0]?.[1].headers).toMatchObject({ "Samepath-Looks-By-Itself": "yes" });
  part.querySelector("input")?.focus();
  vi.stubGlobal("fetch", async () => new Response("<p>newer</p>"));
  await look(document, part);
  expect(part.innerHTML).toContain("input");
});

test("a part says what it has seen, and an answer without news leaves it and proves the line", async () => {
  document.body.innerHTML = '<div data-poll="post"><p>old</p></div>';
  const part = document.querySelector("div") as HTMLElement;
  const asked = vi.fn(
    async (_url: string, _options: RequestInit) =>
      new Response("<p>new</p>", { headers: { "Samepath-Stamp": "s1" } }),
  );
  vi.stubGlobal("fetch", asked);
  await look(document, part);
  expect(part.innerHTML).toBe("<p>new</p>");
  delete part.dataset.heard;
  asked.mockImplementation(async () => new Response(null, { status: 204 }));
  await look(document, part);
  expect(asked.mock.calls[1]?.[1].headers).toMatchObject({ "Samepath-Seen": "s1" });
  expect(part.innerHTML).toBe("<p>new</p>");
  expect(Number(part.dataset.heard)).toBeGreaterThan(0);
});

test("news that could not be shown while somebody types is asked for again", async () => {
  document.body.innerHTML = '<div data-poll="post"><input></div>';
  const part = document.querySelector("div") as HTMLElement;
  part.querySelector("input")?.focus();
  vi.stubGlobal(
    "fetch",
    async () => new Response("<p>new</p>", { headers: { "Samepath-Stamp": "s1" } }),
  );
  await look(document, part);
  expect(part.dataset.stamp).toBeUndefined();
  (document.activeElement as HTMLElement).blur();
  await look(document, part);
  expect([part.innerHTML, part.dataset.stamp]).toEqual(["<p>new</p>", "s1"]);
});
