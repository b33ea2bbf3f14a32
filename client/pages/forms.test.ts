// @vitest-environment jsdom
import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import { readyForms } from "./forms";

beforeEach(() => {
  document.body.innerHTML = `
    <form method="post" data-careful><input name="title"><select data-submit name="p"><option>a</option></select><button>Keep</button></form>`;
});
beforeAll(() => readyForms(document));

function asksBeforeLeaving(): boolean {
  return !dispatchEvent(new Event("beforeunload", { cancelable: true }));
}

test("whoever has typed is asked before leaving, and not once it is sent", () => {
  expect(asksBeforeLeaving()).toBe(false);
  const form = document.querySelector("form") as HTMLFormElement;
  form.querySelector("input")?.dispatchEvent(new Event("input", { bubbles: true }));
  expect(asksBeforeLeaving()).toBe(true);
  form.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  expect(asksBeforeLeaving()).toBe(false);
});

test("a second press within a moment is the same press", () => {
  const form = document.querySelector("form") as HTMLFormElement;
  const first = new Event("submit", { bubbles: true, cancelable: true });
  const second = new Event("submit", { bubbles: true, cancelable: true });
  form.dispatchEvent(first);
  form.dispatchEvent(second);
  expect([first.defaultPrevented, second.defaultPrevented]).toEqual([false, true]);
});

test("a list that sends its form does so when it changes", () => {
  const form = document.querySelector("form") as HTMLFormElement;
  const sent = vi.spyOn(form, "requestSubmit").mockImplementation(() => {});
  form.querySelector("select")?.dispatchEvent(new Event("change", { bubbles: true }));
  expect(sent).toHaveBeenCalled();
});
