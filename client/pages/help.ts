// Help is a plain form first. Script adds patience on a bad line: the same press is sent again until the
// server has it, and the page never says more than is true (H01).

const AGAIN_MS = 3_000;
const GIVE_UP_MS = 10 * 60_000;
const ANSWER_MS = 5_000;

export interface Receipt {
  id: string;
  url: string;
}

export type Send = (body: URLSearchParams, signal: AbortSignal) => Promise<Receipt>;

async function sendTo(url: string, body: URLSearchParams, signal: AbortSignal): Promise<Receipt> {
  const answer = await fetch(url, {
    method: "POST",
    body,
    signal,
    headers: { Accept: "application/json" },
    credentials: "same-origin",
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()) as Receipt;
}

/** Send one press until it is received. Calls `said` with every true state on the way. */
export async function press(
  body: URLSearchParams,
  send: Send,
  said: (state: "sending" | "not-sent" | "received") => void,
  wait: (ms: number) => Promise<void> = (ms) => new Promise((done) => setTimeout(done, ms)),
  now: () => number = Date.now,
): Promise<Receipt | null> {
  const began = now();
  said("sending");
  while (now() - began < GIVE_UP_MS) {
    try {
      const receipt = await send(body, AbortSignal.timeout(ANSWER_MS));
      said("received");
      return receipt;
    } catch {
      said("not-sent");
      await wait(AGAIN_MS);
    }
  }
  return null;
}

export function readyHelp(page: Document): void {
  const form = page.querySelector<HTMLFormElement>("[data-help]");
  const box = page.querySelector<HTMLElement>("[data-help-said]");
  if (!form || !box) return;
  const words = box.querySelector<HTMLElement>("[data-help-words]");
  const link = box.querySelector<HTMLAnchorElement>("[data-help-link]");
  let busy = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    const body = new URLSearchParams(new FormData(form) as unknown as Record<string, string>);
    const receipt = await press(
      body,
      (data, signal) => sendTo(form.action, data, signal),
      (state) => {
        box.hidden = false;
        if (words) {
          const key = state === "not-sent" ? "notSent" : state;
          words.textContent = box.dataset[key] ?? "";
        }
      },
    );
    busy = false;
    if (!receipt) return;
    const command = form.elements.namedItem("command_id") as HTMLInputElement;
    command.value = crypto.randomUUID();
    if (page.body.classList.contains("in-room") && link) {
      link.href = receipt.url;
      link.hidden = false;
      link.target = "_blank";
    } else {
      location.assign(receipt.url);
    }
  });
  page.addEventListener("keydown", (event) => {
    if (event.key === "F8" && !event.repeat) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
}
