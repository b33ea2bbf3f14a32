// @vitest-environment jsdom
import { beforeEach, expect, test } from "vitest";
import { readyKeys } from "./keys";

const pressed: string[] = [];

function page(): void {
  localStorage.clear();
  pressed.length = 0;
  document.body.outerHTML = "<body></body>";
  const room = (name: string) => `
    <section data-room tabindex="0" id="${name}"><form class="acts">
      <button type="button" name="state" value="listening" id="${name}-listen"></button>
      <button type="button" name="state" value="in_room" id="${name}-join"></button>
      <a data-whisper href="#" id="${name}-whisper"></a></form></section>`;
  document.body.innerHTML = `<div data-wall>${room("one")}${room("two")}</div>
    <input type="checkbox" data-keys checked><textarea></textarea>`;
  for (const button of document.querySelectorAll<HTMLElement>("button, a"))
    button.addEventListener("click", () => pressed.push(button.id));
}

function press(key: string): void {
  const at = document.activeElement ?? document.body;
  at.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
}

beforeEach(() => {
  page();
  readyKeys(document);
});

test("a number goes to a room; there the letters act", () => {
  press("2");
  expect(document.activeElement?.id).toBe("two");
  for (const key of ["l", "J", "w"]) press(key);
  expect(pressed).toEqual(expect.arrayContaining(["two-listen", "two-join", "two-whisper"]));
});

test("outside a room, and while somebody writes, letters are letters", () => {
  press("l");
  document.querySelector("textarea")?.focus();
  press("j");
  press("1");
  expect(pressed).toEqual([]);
  expect(document.activeElement?.tagName).toBe("TEXTAREA");
});

test("a number without a room goes nowhere", () => {
  press("9");
  expect(document.activeElement).toBe(document.body);
});
