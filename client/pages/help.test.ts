// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { press, Refused, readyHelp, type Said } from "./help";

const RECEIPT = { id: "1", url: "/help/1" };
const BODY = new URLSearchParams({ command_id: "a" });

test("a press that arrives says so once", async () => {
  const said: Said[] = [];
  expect(
    await press(
      BODY,
      async () => RECEIPT,
      (state) => said.push(state),
    ),
  ).toEqual(RECEIPT);
  expect(said).toEqual(["sending", "received"]);
});

test("on a failing line the same press is sent again, and the page never claims more than is true", async () => {
  const said: Said[] = [];
  const sent: string[] = [];
  let left = 3;
  const send = async (body: URLSearchParams) => {
    sent.push(body.get("command_id") ?? "");
    left -= 1;
    if (left > 0) throw new Error("no line");
    return RECEIPT;
  };
  await press(
    BODY,
    send,
    (state) => said.push(state),
    async () => {},
  );
  expect(sent).toEqual(["a", "a", "a"]);
  expect(said).toEqual(["sending", "not-sent", "not-sent", "received"]);
});

test("after ten minutes it gives up in words", async () => {
  const said: Said[] = [];
  let now = 0;
  const wait = async (ms: number) => {
    now += ms;
  };
  const lost = async () => {
    throw new Error("no line");
  };
  expect(
    await press(
      BODY,
      lost,
      (state) => said.push(state),
      wait,
      () => now,
    ),
  ).toBeNull();
  expect(now).toBeGreaterThanOrEqual(600_000);
  expect(said.at(-1)).toBe("given-up");
});

test("what the server refuses is not sent again", async () => {
  const refuse = async () => {
    throw new Refused("401");
  };
  await expect(press(BODY, refuse, () => {})).rejects.toThrow(Refused);
});

beforeEach(() => {
  document.body.innerHTML = `
    <form data-help action="/help"><input name="command_id" value="first"><button>I need help</button></form>
    <div data-help-said hidden data-sending="Sending" data-not-sent="Not sent" data-received="Received"><b data-help-words></b><a data-help-link hidden></a></div>`;
});
afterEach(() => vi.unstubAllGlobals());

test("F8 presses once, twice in a row is one call, and in the room the room stays", async () => {
  document.body.className = "in-room";
  const fetched = vi.fn(async () => new Response(JSON.stringify(RECEIPT), { status: 201 }));
  vi.stubGlobal("fetch", fetched);
  readyHelp(document);
  for (let i = 0; i < 2; i += 1)
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "F8", cancelable: true }));
  await vi.waitFor(() => expect(document.querySelector("b")?.textContent).toBe("Received"));
  expect(fetched).toHaveBeenCalledTimes(1);
  const link = document.querySelector("a");
  await vi.waitFor(() => expect(link?.hidden).toBe(false));
  expect(link?.getAttribute("href")).toBe("/help/1");
  expect(document.querySelector("input")?.value).not.toBe("first");
});
