import { describeValue, invalidOption, reading } from './errors.js';
import { nearest } from './nearest.js';

/** Which values an option takes; `expected` completes "Expected … to be". */
export interface OptionRule {
  readonly expected: string;
  holds(value: unknown): boolean;
  /** Which part of a value breaks the rule; undefined where it is the value itself. */
  fault?(value: unknown): string | undefined;
}

/** A rule for each option. */
export type OptionRules<T> = { readonly [Name in keyof Required<T>]: OptionRule };

/** Looked at elsewhere, or never refused. */
export const anything: OptionRule = { expected: 'anything', holds: () => true };

export const aBoolean: OptionRule = { expected: 'a boolean', holds: (value) => typeof value === 'boolean' };

/** An array whose items are all of a kind. */
export function arrayOf<T>(expected: string, isItem: (item: unknown) => item is T) {
  return {
    expected,
    holds: (value: unknown): value is readonly T[] => Array.isArray(value) && value.every(isItem),
    fault(value: unknown): string | undefined {
      const index = Array.isArray(value) ? value.findIndex((item) => !isItem(item)) : -1;
      return index === -1 ? undefined : `item ${index + 1} is ${describeValue((value as unknown[])[index])}`;
    },
  };
}

/**
 * Options of the app's, read once and checked. A name that is none is refused: misspelt, it would silently do nothing.
 * @param what names them in the error; the option itself is named alone where they are an argument called `options`
 * @throws BridgeError TRACEBRIDGE_INVALID_OPTION
 */
export function checkedOptions<T extends object>(
  options: T,
  rules: OptionRules<NoInfer<T>>,
  what = 'options',
): T {
  return reading(what, () => {
    requireObject(what, options);
    const given = { ...options };
    for (const [name, value] of Object.entries(given)) {
      const shown = what === 'options' ? name : `${what}.${name}`;
      requireKnownName(name, Object.keys(rules), value, shown);
      const { expected, holds, fault } = rules[name as keyof T];
      if (value !== undefined && !holds(value)) throw invalidOption(shown, expected, value, fault?.(value));
    }
    return given;
  });
}

/** @throws BridgeError TRACEBRIDGE_INVALID_OPTION */
export function requireObject(name: string, value: unknown): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalidOption(name, 'an object', value);
}

/** @throws BridgeError TRACEBRIDGE_INVALID_OPTION */
export function requireKnownName(name: string, names: readonly string[], value: unknown, shown = name): void {
  if (names.includes(name)) return;
  const meant = nearest(name, names);
  const question = meant === undefined ? '' : ` (did you mean ${meant}?)`;
  throw invalidOption(shown, `one of ${names.join(', ')}${question}`, value);
}
