import { types } from 'node:util';
import type { Followed } from '../follow/followed.js';
import type { OperationCall } from './call.js';

type Step = (this: unknown, value?: unknown) => unknown;

const STEPS = ['next', 'return', 'throw'] as const;

/** A call that is held only by its generator ends when the generator is collected, so that its span is not lost. */
const abandoned = new FinalizationRegistry<OperationCall>((call) => call.abandon());

/**
 * Runs each step of a generator with the call's span active, and ends the call with the generator. The generator
 * itself is returned, with `next`, `return` and `throw` of its own, so that its class and identity stay.
 */
export function followGenerator(generator: object, call: OperationCall): object {
  for (const name of STEPS) {
    const step = (generator as Record<string, unknown>)[name] as Step;
    Object.defineProperty(generator, name, {
      value(this: unknown, ...args: [unknown?]) {
        return take(() => Reflect.apply(step, this, args), call);
      },
      configurable: true,
      enumerable: false,
      writable: true,
    });
  }
  abandoned.register(generator, call);
  return generator;
}

function take(step: () => unknown, call: Followed): unknown {
  let result: unknown;
  try {
    result = call.run(step);
  } catch (thrown) {
    call.fail(thrown);
    throw thrown;
  }
  // Of an async generator: always a native promise, though perhaps of another realm.
  if (!types.isPromise(result)) return settle(result, call);
  return result.then(
    (value) => settle(value, call),
    (reason) => {
      call.fail(reason);
      throw reason;
    },
  );
}

function settle(result: unknown, call: Followed): unknown {
  if ((result as IteratorResult<unknown>).done) call.complete();
  return result;
}
