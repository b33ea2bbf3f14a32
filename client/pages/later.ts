// Do something later, in a background tab too; see ticker.ts.

let worker: Worker | null | undefined;
let last = 0;
const acts = new Map<number, () => void>();

function ticker(): Worker | null {
  if (worker !== undefined) return worker;
  try {
    worker = new Worker(new URL("./ticker.ts", import.meta.url), { type: "module" });
    worker.addEventListener("message", (event: MessageEvent<number>) => {
      const act = acts.get(event.data);
      acts.delete(event.data);
      act?.();
    });
    worker.addEventListener("error", () => {
      worker = null;
      for (const act of acts.values()) setTimeout(act, 1_000);
      acts.clear();
    });
  } catch {
    worker = null;
  }
  return worker;
}

export function later(ms: number, act: () => void): void {
  const there = ticker();
  if (!there) {
    setTimeout(act, ms);
    return;
  }
  last += 1;
  acts.set(last, act);
  there.postMessage({ id: last, ms });
}
