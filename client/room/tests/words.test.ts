// The script has no words of its own: whatever it asks the page for must be there.

import { expect, it } from "vitest";
import words from "../../../samepath/web/room/words.py?raw";

const templates = import.meta.glob<string>("../../../samepath/ui/templates/ui/room_*.html", {
  eager: true,
  query: "?raw",
  import: "default",
});
const shell = Object.values(templates).join("\n");

const sources = import.meta.glob<string>("../src/*.ts", {
  eager: true,
  query: "?raw",
  import: "default",
});
const all = Object.values(sources).join("\n");
const spoken = words.slice(words.indexOf("def room_words"), words.indexOf("def watch_states"));

const asked = [...all.matchAll(/word\("([^"]+)"\)/g)].map((found) => found[1] ?? "");

it.each([
  ...new Set([
    ...asked,
    "no_microphone",
    "no_camera",
    "no_group",
    "line",
    "no_line",
    "signed-out",
    "hat",
    "factor",
  ]),
])("the page has the words for %s", (name) => {
  expect(spoken).toContain(`"${name}": _(`);
});

it.each(["joining", "waiting", "elsewhere", "hold", "away", "ended"])(
  "the page has a veil for %s",
  (phase) => {
    expect(shell).toContain(`data-veil="${phase}"`);
  },
);

const parts = [...all.matchAll(/part(?:<\w+>)?\([\w.]+, "([\w-]+)"\)/g)].map(
  (found) => found[1] ?? "",
);

it.each([...new Set(parts)])("the page has the part %s", (name) => {
  expect(shell).toMatch(new RegExp(`data-${name}[\\s>=]`));
});

it("puts nothing into the page as markup (W03)", () => {
  expect(all).not.toMatch(
    /innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment/,
  );
});

it("imports LiveKit in one file only, and records nowhere (V07)", () => {
  const importing = Object.entries(sources).filter(([, text]) => text.includes('"livekit-client"'));
  expect(importing.map(([path]) => path)).toEqual(["../src/livekit.ts"]);
  expect(all).not.toContain("MediaRecorder");
});
