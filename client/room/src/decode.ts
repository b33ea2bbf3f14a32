// Strict readers as data: what does not fit is not believed. A reader names its type, so that each is written once.

/** An answer that is not of this protocol. Nothing of it is believed. */
export class Garbled extends Error {}

export type Reader<T> = (value: unknown, name: string) => T;
export type Read<R> = R extends Reader<infer T> ? T : never;

export type Json = Record<string, unknown>;

export const record: Reader<Json> = (value, name) => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Garbled(name);
  return value as Json;
};

export const text: Reader<string> = (value, name) => {
  if (typeof value !== "string") throw new Garbled(name);
  return value;
};

export const number: Reader<number> = (value, name) => {
  if (typeof value !== "number" || !Number.isFinite(value)) throw new Garbled(name);
  return value;
};

export const flag: Reader<boolean> = (value, name) => {
  if (typeof value !== "boolean") throw new Garbled(name);
  return value;
};

export const moment: Reader<string> = (value, name) => {
  const said = text(value, name);
  if (Number.isNaN(Date.parse(said))) throw new Garbled(name);
  return said;
};

/** An address on this site, or none: nothing else is ever made a link. */
export const ownLink: Reader<string> = (value, name) => {
  const said = text(value, name);
  if (said && !/^\/(?![/\\])/.test(said)) throw new Garbled(name);
  return said;
};

export function one<T extends string>(...allowed: readonly T[]): Reader<T> {
  return (value, name) => {
    if (!(allowed as readonly unknown[]).includes(value)) throw new Garbled(name);
    return value as T;
  };
}

export function matching(pattern: RegExp): Reader<string> {
  return (value, name) => {
    const said = text(value, name);
    if (!pattern.test(said)) throw new Garbled(name);
    return said;
  };
}

export function maybe<T>(read: Reader<T>): Reader<T | null> {
  return (value, name) => (value === null ? null : read(value, name));
}

export function list<T>(read: Reader<T>): Reader<T[]> {
  return (value, name) => {
    if (!Array.isArray(value)) throw new Garbled(name);
    return value.map((one) => read(one, name));
  };
}

/** An object whose keys are names of its own, as a map: no key can stand for something else. */
export function mapOf<T>(read: Reader<T>): Reader<Readonly<Record<string, T>>> {
  return (value, name) =>
    Object.fromEntries(
      Object.entries(record(value, name)).map(([key, one]) => [key, read(one, key)]),
    );
}

export function shape<F extends Record<string, Reader<unknown>>>(
  fields: F,
): Reader<{ [K in keyof F]: Read<F[K]> }> {
  return (value, name) => {
    const from = record(value, name);
    return Object.fromEntries(
      Object.entries(fields).map(([key, read]) => [key, read(from[key], key)]),
    ) as { [K in keyof F]: Read<F[K]> };
  };
}
