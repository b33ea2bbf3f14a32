// @vitest-environment jsdom
import { expect, test, vi } from "vitest";
import { later } from "./later";

test("where there is no worker, time passes anyway", () => {
  vi.useFakeTimers();
  const act = vi.fn();
  later(1_000, act);
  vi.advanceTimersByTime(1_000);
  expect(act).toHaveBeenCalledOnce();
  vi.useRealTimers();
});
