// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Saves } from "./saves";

let form: HTMLFormElement;
let waiting: (() => void)[];
const fetched = vi.fn();

function answer(status: number, body: object): Response {
  return { status, json: async () => body } as Response;
}
function type(words: string): void {
  const field = form.querySelector<HTMLInputElement>("[name=title]") as HTMLInputElement;
  field.value = words;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
async function pass(): Promise<void> {
  for (const act of waiting.splice(0)) act();
  await new Promise((done) => setTimeout(done));
}
const said = () => form.querySelector("[data-saved]")?.textContent;
const sent = (call: number) => fetched.mock.calls[call]?.[1].body.get("title");

beforeEach(() => {
  document.body.innerHTML = `<form method="post" data-saves="/save" data-words-saved="kept" data-words-waits="waits"
    data-words-overtaken="overtaken" data-words-wrong="wrong" data-words-out="out"><input name="revision" value="3">
    <input name="title" id="id_title"><p data-saved></p></form>`;
  form = document.querySelector("form") as HTMLFormElement;
  waiting = [];
  vi.stubGlobal("fetch", fetched);
  vi.stubGlobal("CSS", { escape: (text: string) => text });
  fetched.mockReset();
  new Saves(form, (_ms, act) => waiting.push(act));
});
afterEach(() => vi.unstubAllGlobals());

test("what is typed is kept once, after a pause, and the next save builds on it", async () => {
  fetched.mockResolvedValue(answer(200, { revision: 4 }));
  type("a");
  type("ab");
  await pass();
  expect(fetched).toHaveBeenCalledTimes(1);
  expect(sent(0)).toBe("ab");
  expect(said()).toBe("kept");
  expect(form.querySelector<HTMLInputElement>("[name=revision]")?.value).toBe("4");
});

test("what is typed while a save is under way is kept after it", async () => {
  let arrives: (answered: Response) => void = () => {};
  fetched.mockReturnValueOnce(new Promise((done) => (arrives = done)));
  fetched.mockResolvedValue(answer(200, { revision: 5 }));
  type("a");
  await pass();
  type("ab");
  await pass();
  expect(fetched).toHaveBeenCalledTimes(1);
  arrives(answer(200, { revision: 4 }));
  await pass();
  expect(sent(1)).toBe("ab");
});

test("without a line the words stay, and it is tried again", async () => {
  fetched.mockRejectedValueOnce(new Error("no line"));
  fetched.mockResolvedValue(answer(200, { revision: 4 }));
  type("a");
  await pass();
  expect(said()).toBe("waits");
  expect(form.querySelector<HTMLInputElement>("[name=title]")?.value).toBe("a");
  await pass();
  expect(said()).toBe("kept");
});

test("the later of two tabs is told, keeps its words, and sends no more by itself", async () => {
  fetched.mockResolvedValue(answer(409, { revision: 7 }));
  type("mine");
  await pass();
  expect(said()).toBe("overtaken");
  expect(form.querySelector<HTMLInputElement>("[name=revision]")?.value).toBe("7");
  type("mine too");
  await pass();
  expect(fetched).toHaveBeenCalledTimes(1);
});

test("what is wrong stands beside its field until it is put right", async () => {
  fetched.mockResolvedValueOnce(answer(422, { wrong: [{ field: "id_title", words: "too much" }] }));
  fetched.mockResolvedValue(answer(200, { revision: 4 }));
  type("x".repeat(90));
  await pass();
  expect(form.querySelector(".wrong")?.textContent).toBe("too much");
  expect(said()).toBe("wrong");
  type("short");
  await pass();
  expect(form.querySelector(".wrong")).toBeNull();
});

test("signed out it says so, takes the new form token, and goes on by itself", async () => {
  form.insertAdjacentHTML(
    "beforeend",
    '<input type="hidden" name="csrfmiddlewaretoken" value="old">',
  );
  fetched.mockResolvedValueOnce(answer(403, {}));
  fetched.mockResolvedValueOnce({
    ok: true,
    redirected: false,
    text: async () =>
      '<form data-saves="/save"><input type="hidden" name="csrfmiddlewaretoken" value="new"></form>',
  } as Response);
  fetched.mockResolvedValueOnce(answer(200, { revision: 4 }));
  type("a");
  await pass();
  expect(said()).toBe("out");
  await pass();
  expect(fetched.mock.calls[2]?.[1].body.get("csrfmiddlewaretoken")).toBe("new");
  expect(said()).toBe("kept");
});

test("the page is not closed over words that are only here, also when another tab was first", async () => {
  const closing = () => {
    const event = new Event("beforeunload", { cancelable: true });
    dispatchEvent(event);
    return event.defaultPrevented;
  };
  fetched.mockResolvedValueOnce(answer(200, { revision: 4 }));
  type("a");
  expect(closing()).toBe(true);
  await pass();
  expect(closing()).toBe(false);
  fetched.mockResolvedValueOnce(answer(409, {}));
  type("ab");
  await pass();
  expect(closing()).toBe(true);
  form.dispatchEvent(new Event("submit"));
  expect(closing()).toBe(false);
});
