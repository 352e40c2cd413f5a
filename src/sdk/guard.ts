import { getValues } from '../config/values.js';
import { isBounded } from '../core/bounded.js';
import { GUARDED } from '../core/globals.js';

// biome-ignore lint/suspicious/noExplicitAny: methods of several classes; arguments and results are passed through
type Methods = Record<string, (this: any, ...args: any[]) => any> & { [GUARDED]?: true };

/**
 * Keeps what the SDK throws on hostile values out of the app: a throwing getter in an attribute, a cycle, nesting that
 * overflows the stack (SDK 3.1). Such a call is made again with plain, bounded values. They are given at once for what
 * the SDK would walk for minutes, such as a sparse array. The SDK has no hook before its
 * own checks, so the methods are wrapped where they are defined, once for all instances.
 * @param least of arguments made plain, what is given where those are refused too
 */
export function guardMethods(
  instance: object,
  names: readonly string[],
  least?: (plain: readonly unknown[]) => unknown[],
): void {
  const methods = Object.getPrototypeOf(instance) as Methods;
  if (Object.hasOwn(methods, GUARDED)) return;
  Object.defineProperty(methods, GUARDED, { value: true });
  for (const name of names) {
    const original = methods[name];
    if (typeof original !== 'function') continue;
    methods[name] = function (...args) {
      try {
        return original.apply(this, areBounded(args) ? args : args.map(toPlain));
      } catch {
        const plain = args.map(toPlain);
        for (const given of [() => plain, () => least?.(plain)])
          try {
            const rest = given();
            if (rest !== undefined) return original.apply(this, rest);
          } catch {
            // The next one, with less.
          }
        return this;
      }
    };
  }
}

function areBounded(args: readonly unknown[]): boolean {
  for (const argument of args) if (typeof argument === 'object' && !isBounded(argument)) return false;
  return true;
}

/** Times, as a Date or a pair of numbers, are no attributes and stay. */
function toPlain(argument: unknown): unknown {
  if (typeof argument !== 'object' || argument === null) return argument;
  if (argument instanceof Date || (Array.isArray(argument) && argument.length === 2)) return argument;
  return getValues().normalizer.toPlain(argument);
}
