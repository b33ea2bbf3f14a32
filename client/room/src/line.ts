// Talking with the server about the room: the press, tickets, beats, leaving. Words come with the answers.

import { type Refusal, readRefusal, readState, readTicket, type State, type Ticket } from "./wire";

export interface Urls {
  enter: string;
  ticket: string;
  beat: string;
  leave: string;
  left: string;
  waiting: string;
  admit: string;
  deny: string;
  remove: string;
  close: string;
  watch: string;
  door: string;
}

export type Answer =
  | { kind: "in"; ticket: Ticket }
  | { kind: "wait"; refusal: Refusal }
  | { kind: "no"; refusal: Refusal }
  | { kind: "form" };

export class Line {
  constructor(
    private readonly urls: Urls,
    private readonly csrf: () => string,
    private readonly whom: string,
  ) {}

  private post(url: string, body: BodyInit, json: boolean): Promise<Response> {
    return fetch(url, {
      method: "POST",
      body,
      credentials: "same-origin",
      headers: {
        Accept: "application/json",
        "X-CSRFToken": this.csrf(),
        ...(json ? { "Content-Type": "application/json" } : {}),
      },
      signal: AbortSignal.timeout(10_000),
    });
  }

  /** The press at the door, with whatever answers the form carries. */
  async enter(form: FormData, takeOver: boolean): Promise<Answer> {
    const body = new URLSearchParams(form as unknown as Record<string, string>);
    if (takeOver) body.set("take_over", "yes");
    return this.answer(await this.post(this.urls.enter, body, false));
  }

  /** A ticket for somebody let in already; `identity` is the seat this page believes it holds. */
  async ticket(identity: string, takeOver: boolean): Promise<Answer> {
    const body = JSON.stringify({ identity, take_over: takeOver, with: this.whom || undefined });
    return this.answer(await this.post(this.urls.ticket, body, true));
  }

  private async answer(response: Response): Promise<Answer> {
    if (response.status === 422) return { kind: "form" };
    if (response.status >= 500) throw new Error(String(response.status));
    const body: unknown = await response.json();
    if (response.status === 200) return { kind: "in", ticket: readTicket(body) };
    return { kind: response.status === 202 ? "wait" : "no", refusal: readRefusal(body) };
  }

  /** Tell the server the page is there. A refusal means that this page is no longer in the room. */
  async beat(identity: string, sid: string, media: string): Promise<State | Refusal> {
    const response = await this.post(
      this.urls.beat,
      JSON.stringify({ identity, sid, media }),
      true,
    );
    if (response.status >= 500) throw new Error(String(response.status));
    const body: unknown = await response.json();
    return response.status === 200 ? readState(body) : readRefusal(body);
  }

  /** What the door says to somebody who waits; null while nothing changed. */
  async waiting(tag: { last: string }): Promise<{ open: boolean; words: string } | null> {
    const response = await fetch(this.urls.waiting, {
      credentials: "same-origin",
      headers: {
        Accept: "application/json",
        "If-None-Match": tag.last,
        "Samepath-Looks-By-Itself": "yes",
      },
      signal: AbortSignal.timeout(10_000),
    });
    if (response.status !== 200) return null;
    tag.last = response.headers.get("ETag") ?? "";
    return (await response.json()) as { open: boolean; words: string };
  }

  /** Leaving must reach the server also from a page that is going away. */
  leave(identity: string): void {
    const body = new URLSearchParams({ identity, csrfmiddlewaretoken: this.csrf() });
    navigator.sendBeacon(this.urls.leave, body);
  }

  /** One act of somebody who holds the session. True when it was done. */
  async act(
    act: "admit" | "deny" | "remove" | "close" | "watch",
    facts: Record<string, string>,
  ): Promise<boolean> {
    const response = await this.post(this.urls[act], new URLSearchParams(facts), false);
    return response.ok;
  }
}
