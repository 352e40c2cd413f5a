import { types } from 'node:util';
import { invalidOption, reading } from '../../core/errors.js';
import { followThenable } from '../follow/follow-thenable.js';
import { followGenerator } from './generator.js';
import type { Operation } from './operation.js';

/** Any function; classes have no call signature and don't match. */
// biome-ignore lint/suspicious/noExplicitAny: parameters are contravariant, so that nothing narrower takes every function
export type AnyFunction = (...args: any[]) => any;

/** Throws for what can't be wrapped. @throws BridgeError TRACEBRIDGE_INVALID_OPTION */
export function validateFunction(fn: unknown): asserts fn is AnyFunction {
  if (typeof fn !== 'function') throw invalidOption('fn', 'a function', fn);
  // Only the `prototype` of a class can't be written.
  if (reading('fn', () => Object.getOwnPropertyDescriptor(fn, 'prototype'))?.writable === false) {
    throw invalidOption('fn', 'a function, not a class: time its methods or a factory instead', fn.name);
  }
}

/** The function, timed: same `this`, arguments, result, `length`, `name`, prototype and own properties. */
export function wrap<F extends AnyFunction>(fn: F, operation: Operation): F {
  // A method has no [[Construct]]: `new` on it says so, instead of timing half a construction.
  const { timed } = {
    timed(this: unknown, ...args: unknown[]): unknown {
      const call = operation.begin(args);
      let result: unknown;
      try {
        result = call.isBare ? Reflect.apply(fn, this, args) : call.run(() => Reflect.apply(fn, this, args));
      } catch (thrown) {
        call.fail(thrown);
        throw thrown;
      }
      if ((typeof result === 'object' && result !== null) || typeof result === 'function') {
        if (types.isGeneratorObject(result)) return followGenerator(result, call);
        const followed = followThenable(result, call, fn);
        if (followed !== undefined) return followed;
      }
      call.complete();
      return result;
    },
  };
  return reading('fn', () => dressAs(timed, fn));
}

/** Frameworks look at `length`, at `constructor.name` ("AsyncFunction") and at properties they put on functions. */
function dressAs<F extends AnyFunction>(wrapper: AnyFunction, fn: F): F {
  const {
    arguments: _arguments,
    caller: _caller,
    ...own
  } = Object.getOwnPropertyDescriptors(fn) as Record<string, PropertyDescriptor>;
  Object.defineProperties(wrapper, own);
  if (Object.getPrototypeOf(fn) !== Function.prototype) {
    Object.setPrototypeOf(wrapper, Object.getPrototypeOf(fn));
  }
  copyMetadata(fn, wrapper);
  return wrapper as F;
}

interface ReflectMetadata {
  getOwnMetadataKeys?(target: object): unknown[];
  getOwnMetadata(key: unknown, target: object): unknown;
  defineMetadata(key: unknown, value: unknown, target: object): void;
}

/** `reflect-metadata`, where NestJS keeps what its decorators say about a method: by function, not by name. */
function copyMetadata(from: object, to: object): void {
  const metadata = Reflect as unknown as ReflectMetadata;
  for (const key of metadata.getOwnMetadataKeys?.(from) ?? []) {
    metadata.defineMetadata(key, metadata.getOwnMetadata(key, from), to);
  }
}
