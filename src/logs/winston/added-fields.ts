import { keptName } from '../../core/renamed.js';
import { getLinePreset } from '../line/presets/current.js';
import type { Addition } from '../line/stock/addition.js';
import type { Info, Thrown } from '../record/info.js';

interface Put {
  readonly name: string;
  readonly value: unknown;
  /** What was there before. */
  readonly before: PropertyDescriptor | undefined;
}

/**
 * The fields of the context on an info that is an object of the app's: an Error, an instance of a class. Formats and
 * transports get the very object, and the fields are on it for as long as the log call takes.
 */
export class AddedFields {
  readonly #puts: Put[] = [];

  /** A field of the app's own of the same name and another value is kept as `field_<name>`. */
  constructor(
    private readonly info: Info,
    { names, values }: Addition,
  ) {
    try {
      for (const [index, name] of names.list.entries()) this.#add(name, values[index]);
      for (const name of getLinePreset()?.names ?? []) if (!names.set.has(name)) this.#hide(name);
    } catch {
      // Such as a Proxy whose traps throw: the info goes without them.
      this.takeAway();
    }
  }

  takeAway(): void {
    for (const { name, value, before } of this.#puts.reverse()) {
      try {
        // Formats may have set another value, which is theirs.
        if (Object.getOwnPropertyDescriptor(this.info, name)?.value !== value) continue;
        if (before === undefined) Reflect.deleteProperty(this.info, name);
        else Object.defineProperty(this.info, name, before);
      } catch {
        // A format may have frozen the info.
      }
    }
    this.#puts.length = 0;
  }

  #add(name: string, value: unknown): void {
    const info = this.info;
    const before = Object.getOwnPropertyDescriptor(info, name);
    if (before === undefined) {
      // What a class has under this name stays in reach.
      if (!(name in info) || name in Object.prototype) this.#put(name, value, before);
      return;
    }
    if (before.value === value || !before.configurable || !('value' in before)) return;
    this.#keep(name, before.value);
    this.#put(name, value, before);
  }

  /** Of a name that has a meaning where the line is read: formats see it as `field_<name>` alone. */
  #hide(name: string): void {
    const before = Object.getOwnPropertyDescriptor(this.info, name);
    if (!before?.enumerable || !before.configurable || !('value' in before)) return;
    this.#keep(name, before.value);
    if (Reflect.defineProperty(this.info, name, { ...before, enumerable: false }))
      this.#puts.push({ name, value: before.value, before });
  }

  #keep(name: string, value: unknown): void {
    this.#put(
      keptName(name, (kept) => kept in this.info),
      value,
      undefined,
    );
  }

  #put(name: string, value: unknown, before: PropertyDescriptor | undefined): void {
    const property = { value, configurable: true, enumerable: true, writable: true };
    if (Reflect.defineProperty(this.info, name, property)) this.#puts.push({ name, value, before });
  }
}

/**
 * A plain info with the fields added: a copy, because formats and transports may keep it for long.
 * @param thrown what the fields tell of, which need not be kept
 */
export function withFields(info: Info, { names, values }: Addition, thrown?: Thrown): Info {
  const copy = { ...info };
  const keep = (name: string) => {
    if (copy[name] !== thrown?.value) copy[keptName(name, (kept) => Object.hasOwn(copy, kept))] = copy[name];
  };
  for (const [index, name] of names.list.entries()) {
    const value = values[index];
    if (Object.hasOwn(copy, name) && copy[name] !== value) keep(name);
    copy[name] = value;
  }
  for (const name of getLinePreset()?.names ?? []) {
    if (names.set.has(name) || !Object.hasOwn(copy, name)) continue;
    keep(name);
    delete copy[name];
  }
  return copy;
}

/** Whether an object can be copied without a loss that formats would notice. */
export function isPlainInfo(info: Info): boolean {
  if (Object.getPrototypeOf(info) !== Object.prototype) return false;
  // All of them enumerable.
  return Object.getOwnPropertyNames(info).length === Object.keys(info).length;
}
