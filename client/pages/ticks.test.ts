// @vitest-environment jsdom
import { beforeEach, expect, test } from "vitest";
import { tick } from "./ticks";

beforeEach(() => {
  document.body.innerHTML = `
    <i data-ago="14" data-words="%s s ago" data-words-min="%s min ago">14 s ago</i>
    <div data-alive></div>
    <b data-answered="answered %s s ago" data-silent="silent for %s s">your console answers</b>`;
});

const text = (name: string) => document.querySelector(name)?.textContent;

test("seconds go on, and turn into minutes", () => {
  tick(document, 100_000);
  expect(text("i")).toBe("14 s ago");
  tick(document, 103_500);
  expect(text("i")).toBe("17 s ago");
  tick(document, 190_000);
  expect(text("i")).toBe("1 min ago");
});

test("how long ago the server answered, loud once it is silent", () => {
  tick(document, 100_000);
  expect(text("b")).toBe("your console answers");
  const alive = document.querySelector("div") as HTMLElement;
  alive.dataset.heard = "98000";
  tick(document, 100_000);
  expect(text("b")).toBe("answered 2 s ago");
  tick(document, 110_000);
  expect(text("b")).toBe("silent for 12 s");
  expect(document.querySelector("b")?.className).toBe("look");
});
