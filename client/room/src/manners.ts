// What the floor asks of one browser: pure answers about one viewer.

import type { Floor } from "./floorwire";

/** In a quiet round the microphones of those who only listen rest; their owners may open them again. */
export function rests(floor: Floor | null): boolean {
  const round = floor?.round;
  if (!floor || !round?.quiet || round.over || leads(floor)) return false;
  return round.holder !== floor.me.who;
}

/** Steers the floor: sees the leaders' side. */
export function leads(floor: Floor | null): boolean {
  return floor !== null && floor.leader !== null;
}

export function may(floor: Floor | null, kind: string): boolean {
  return floor?.me.can.includes(kind) ?? false;
}

/** A microphone is closed at once; a camera is never closed by anybody but its owner. */
export function closesMicrophone(ask: Floor["me"]["asks"][number]): boolean {
  return ask.what === "mute";
}
