// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Keeps } from "./keeps";

let form: HTMLFormElement;
let waiting: (() => void)[];
const fetched = vi.fn();

function answer(status: number, body: object): Response {
  return { status, ok: status === 200, json: async () => body, text: async () => "" } as Response;
}
function type(words: string): HTMLTextAreaElement {
  const field = form.querySelector("textarea") as HTMLTextAreaElement;
  field.value = words;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  return field;
}
async function pass(): Promise<void> {
  for (const act of waiting.splice(0)) act();
  await new Promise((done) => setTimeout(done));
}
const said = () => form.querySelector("[data-kept]")?.textContent;
const sent = (call: number) => Object.fromEntries(fetched.mock.calls[call]?.[1].body);

beforeEach(() => {
  document.body.innerHTML = `<form data-keeps="/keep" data-words-saving="saving" data-words-waits="waits" data-words-out="out"
    data-words-both="both"><input type="hidden" name="revision" value="3"><input type="hidden" name="csrfmiddlewaretoken" value="t">
    <textarea name="hard"></textarea><input type="checkbox" name="tick" value="yes"><input type="radio" name="energy" value="1" checked>
    <input type="radio" name="energy" value="4"><p data-kept></p></form>`;
  form = document.querySelector("form") as HTMLFormElement;
  waiting = [];
  vi.stubGlobal("fetch", fetched);
  fetched.mockReset();
  new Keeps(form, (_ms, act) => waiting.push(act));
});
afterEach(() => vi.unstubAllGlobals());

test("one part is kept once, after a pause, and the next builds on it", async () => {
  fetched.mockResolvedValue(answer(200, { revision: 4, words: "kept" }));
  type("a");
  type("ab");
  await pass();
  expect(fetched).toHaveBeenCalledTimes(1);
  expect(sent(0)).toEqual({
    part: "hard",
    value: "ab",
    revision: "3",
    csrfmiddlewaretoken: "t",
  });
  expect(said()).toBe("kept");
  expect(form.querySelector<HTMLInputElement>("[name=revision]")?.value).toBe("4");
});

test("a tick and a choice say what they are now", async () => {
  fetched.mockResolvedValue(answer(200, { revision: 4 }));
  form.querySelector<HTMLInputElement>("[name=tick]")?.click();
  form.querySelector<HTMLInputElement>("[value='4']")?.click();
  await pass();
  expect([sent(0).value, sent(1).value]).toEqual(["yes", "4"]);
});

test("without a line the words stay, and it is tried again", async () => {
  fetched.mockRejectedValueOnce(new Error("no line"));
  fetched.mockResolvedValue(answer(200, { revision: 4, words: "kept" }));
  type("a");
  await pass();
  expect(said()).toBe("waits");
  await pass();
  expect(said()).toBe("kept");
});

test("both texts of two windows come into the field, with what was typed meanwhile", async () => {
  let arrives: (answered: Response) => void = () => {};
  fetched.mockReturnValueOnce(new Promise((done) => (arrives = done)));
  fetched.mockResolvedValue(answer(200, { revision: 9, words: "kept" }));
  const field = type("mine");
  await pass();
  type("mine too");
  arrives(answer(200, { revision: 8, both: { hard: "theirs - mine" } }));
  await pass();
  expect(field.value).toBe("theirs - mine too");
});

test("signed out it says so, gets a new form token, and goes on by itself", async () => {
  fetched.mockResolvedValueOnce(answer(403, {}));
  fetched.mockResolvedValueOnce({
    ok: true,
    redirected: false,
    text: async () =>
      '<form data-keeps="/keep"><input name="csrfmiddlewaretoken" value="new"></form>',
  } as Response);
  fetched.mockResolvedValue(answer(200, { revision: 4, words: "kept" }));
  type("a");
  await pass();
  expect(said()).toBe("out");
  await pass();
  expect(sent(2).csrfmiddlewaretoken).toBe("new");
  expect(said()).toBe("kept");
});

test("what another window finished is sent no more", async () => {
  fetched.mockResolvedValue(answer(409, { words: "finished" }));
  type("a");
  await pass();
  expect(said()).toBe("finished");
  type("b");
  await pass();
  expect(fetched).toHaveBeenCalledTimes(1);
});
