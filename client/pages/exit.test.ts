// @vitest-environment jsdom
import { expect, test, vi } from "vitest";
import { readyExit } from "./exit";

test("leaving fast empties the page and this tab's memory, then goes", () => {
  document.title = "Tonight";
  document.body.innerHTML = '<p>private</p><a href="/away" data-quick-exit><span>Leave</span></a>';
  sessionStorage.setItem("samepath:mirror", "{}");
  const go = vi.fn();
  readyExit(document, go);
  document.querySelector("span")?.click();
  expect(document.body.textContent).toBe("");
  expect(document.title).toBe("");
  expect(sessionStorage.length).toBe(0);
  expect(go).toHaveBeenCalledWith(expect.stringMatching(/\/away$/));
});
