import { EventEmitter } from 'node:events';
import { Duplex, Readable, Stream, Transform, Writable } from 'node:stream';
import { context } from '@opentelemetry/api';
import { type Followed, type Method, thenOf } from './followed.js';

type Follow = (result: object, call: Followed, by: unknown) => unknown;

/** Where the methods of a thenable's own kind end. */
const PLATFORM = new Set<object>(
  [Object, Function, Promise, EventEmitter, Stream, Readable, Writable, Duplex, Transform].map(
    ({ prototype }) => prototype,
  ),
);

/** By the prototype that a face stands in front of. */
const faces = new WeakMap<object, object>();
const watches = new WeakMap<object, Watch>();

/**
 * Watches a thenable that may start its work only when it is asked for it, such as the query of a query builder; false
 * if it can't be. Its `then` is never called here. Each of its methods may be the one that starts it (`then`, `catch`,
 * `exec`, `asResponse`, …): each runs in the call's context, and the promise that it returns is followed. The methods
 * are wrapped in an object between the thenable and its prototype, and its own ones in place.
 */
export function followLazy(thenable: object, call: Followed, follow: Follow): boolean {
  const watch = watches.get(thenable);
  if (watch !== undefined) {
    watch.calls.push(call);
    return true;
  }
  try {
    const prototype = Object.getPrototypeOf(thenable) as object | null;
    for (const [key, descriptor] of methodsOf(thenable)) {
      if (descriptor.configurable) Object.defineProperty(thenable, key, watched(key, descriptor));
    }
    if (prototype !== null && !PLATFORM.has(prototype)) Reflect.setPrototypeOf(thenable, faceOf(prototype));
    const getter = thenOf(thenable)?.get;
    if (!wrappers.has(getter ?? (thenable as { then: object }).then)) return false;
  } catch {
    // A proxy that refuses.
    return false;
  }
  watches.set(thenable, call instanceof Watch ? call : new Watch(call, follow));
  return true;
}

const wrappers = new WeakSet<object>();

function watched(key: string | symbol, descriptor: PropertyDescriptor): PropertyDescriptor {
  if (descriptor.get === undefined) return { ...descriptor, value: watchedMethod(key, descriptor.value) };
  const get = new Proxy(descriptor.get as Method, {
    apply: (getter, self) => {
      const watch = watches.get(self as object);
      if (watch === undefined) return Reflect.apply(getter, self, []);
      let then: unknown;
      try {
        then = watch.run(() => Reflect.apply(getter, self, []));
      } catch (thrown) {
        watch.fail(thrown);
        throw thrown;
      }
      if (typeof then === 'function') return watchedMethod(key, then as Method);
      watch.complete();
      return then;
    },
  });
  wrappers.add(get);
  return { ...descriptor, get };
}

function watchedMethod(key: string | symbol, itself: Method): Method {
  // A proxy keeps the name, the length and the properties of the method.
  const wrapper = new Proxy(itself, {
    apply: (method, self, args) => {
      const watch = watches.get(self as object);
      return watch === undefined ? Reflect.apply(method, self, args) : watch.enter(key, method, self, args);
    },
  });
  wrappers.add(wrapper);
  return wrapper;
}

function faceOf(prototype: object): object {
  let face = faces.get(prototype);
  if (face === undefined) {
    const properties: Record<string | symbol, PropertyDescriptor> = {};
    for (let its = prototype; its !== null && !PLATFORM.has(its); its = Object.getPrototypeOf(its)) {
      for (const [key, descriptor] of methodsOf(its)) {
        properties[key] ??= { ...watched(key, descriptor), configurable: true };
      }
    }
    face = Object.create(prototype, properties) as object;
    faces.set(prototype, face);
  }
  return face;
}

function methodsOf(object: object): [string | symbol, PropertyDescriptor][] {
  return Reflect.ownKeys(object)
    .filter((key) => key !== 'constructor')
    .map((key): [string | symbol, PropertyDescriptor] => [
      key,
      Object.getOwnPropertyDescriptor(object, key) as PropertyDescriptor,
    ])
    .filter(([key, { value, get }]) => typeof value === 'function' || (key === 'then' && get !== undefined));
}

/** The calls that end with a thenable, or with another one that a method of it made. */
class Watch implements Followed {
  readonly calls: Followed[];
  /** Whether one of the methods runs: what it calls of the same thenable is its own affair. */
  #entered = false;

  constructor(
    call: Followed,
    readonly follow: Follow,
  ) {
    this.calls = [call];
  }

  run<T>(piece: () => T): T {
    const call = this.calls.at(-1);
    return call === undefined ? piece() : call.run(piece);
  }

  complete(): void {
    for (const call of this.calls.splice(0)) call.complete();
  }

  fail(thrown: unknown): void {
    for (const call of this.calls.splice(0)) call.fail(thrown);
  }

  enter(key: string | symbol, method: Method, self: unknown, args: unknown[]): unknown {
    if (this.#entered || this.calls.length === 0) return Reflect.apply(method, self, args);
    const given = this.#callbacks(key, args);
    this.#entered = true;
    let result: unknown;
    try {
      result = this.run(() => Reflect.apply(method, self, given));
    } finally {
      this.#entered = false;
    }
    if (key === 'then' || result === self || typeof result !== 'object' || result === null) return result;
    return this.follow(result, this, method) ?? result;
  }

  /** The app's callbacks run in the app's context, and after the call has ended. */
  #callbacks(key: string | symbol, args: unknown[]): unknown[] {
    const caller = context.active();
    const answered = (callback: unknown, value: unknown) =>
      context.with(caller, callback as Method, undefined, value);
    const rejected = (onRejected: unknown) => (reason: unknown) => {
      this.fail(reason);
      if (typeof onRejected === 'function') return answered(onRejected, reason);
      throw reason;
    };
    if (key === 'then') {
      const fulfilled = (value: unknown) => {
        this.complete();
        return typeof args[0] === 'function' ? answered(args[0], value) : value;
      };
      return [fulfilled, rejected(args[1]), ...args.slice(2)];
    }
    if (key === 'catch' && typeof args.at(-1) === 'function') {
      return [...args.slice(0, -1), rejected(args.at(-1))];
    }
    return args;
  }
}
