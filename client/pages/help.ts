// Help is a plain form first. Script adds patience on a bad line: the same press is sent again until the
// server has it, and the page never says more than is true (H01).

const AGAIN_MS = 3_000;
const GIVE_UP_MS = 10 * 60_000;
const ANSWER_MS = 5_000;

export interface Receipt {
  id: string;
  url: string;
}

export type Said = "sending" | "not-sent" | "received" | "given-up";
export type Send = (body: URLSearchParams, signal: AbortSignal) => Promise<Receipt>;

/** The server answered, and what it said is that sending again will not help: the form itself has to go. */
export class Refused extends Error {}

async function sendTo(url: string, body: URLSearchParams, signal: AbortSignal): Promise<Receipt> {
  const answer = await fetch(url, {
    method: "POST",
    body,
    signal,
    headers: { Accept: "application/json" },
    credentials: "same-origin",
  });
  if (answer.status >= 400 && answer.status < 500 && answer.status !== 429)
    throw new Refused(String(answer.status));
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()) as Receipt;
}

/** Send one press until it is received. Calls `said` with every true state on the way. */
export async function press(
  body: URLSearchParams,
  send: Send,
  said: (state: Said) => void,
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
    } catch (error) {
      if (error instanceof Refused) throw error;
      said("not-sent");
      await wait(AGAIN_MS);
    }
  }
  said("given-up");
  return null;
}

const KEYS: Record<Said, string> = {
  sending: "sending",
  "not-sent": "notSent",
  received: "received",
  "given-up": "givenUp",
};

export function readyHelp(page: Document): void {
  const form = page.querySelector<HTMLFormElement>("[data-help]");
  const box = page.querySelector<HTMLElement>("[data-help-said]");
  if (!form || !box) return;
  const words = box.querySelector<HTMLElement>("[data-help-words]");
  const link = box.querySelector<HTMLAnchorElement>("[data-help-link]");
  const say = (state: Said) => {
    box.hidden = false;
    if (words) words.textContent = box.dataset[KEYS[state]] ?? "";
  };
  let busy = false;
  box.querySelector("[data-help-fold]")?.addEventListener("click", () => {
    box.hidden = true;
    form.querySelector<HTMLButtonElement>("button")?.focus();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    const body = new URLSearchParams(new FormData(form) as unknown as Record<string, string>);
    try {
      const receipt = await press(body, (data, signal) => sendTo(form.action, data, signal), say);
      if (receipt) arrive(page, form, receipt, link);
    } catch {
      form.submit(); // signed out, say: the server's own page has the words
    } finally {
      busy = false;
    }
  });
  page.addEventListener("keydown", (event) => {
    if (event.key === "F8" && !event.repeat) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
}

/** In the room the room stays, and a link leads to who is coming; elsewhere that page opens. */
function arrive(
  page: Document,
  form: HTMLFormElement,
  receipt: Receipt,
  link: HTMLAnchorElement | null,
): void {
  const command = form.elements.namedItem("command_id") as HTMLInputElement;
  command.value = crypto.randomUUID();
  if (page.body.classList.contains("in-room") && link) {
    link.href = receipt.url;
    link.hidden = false;
    link.target = "_blank";
    const fold = page.querySelector<HTMLButtonElement>("[data-help-fold]");
    if (fold) fold.hidden = false;
  } else {
    location.assign(receipt.url);
  }
}
