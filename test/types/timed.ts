// Compiled, never run: what `timed` infers.
import { timed } from '../../src/tracing/timed/index.js';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_equal: Equal<A, B>): void {}

const add = timed('add', (a: number, b?: number) => a + (b ?? 2));
same<typeof add, (a: number, b?: number) => number>(true);

const load = timed('load', { logArgs: true, thresholdMs: 50 }, async (id: string) => ({ id }));
same<typeof load, (id: string) => Promise<{ id: string }>>(true);

const first = timed('first', <T>(items: readonly T[]): T | undefined => items[0]);
same<ReturnType<typeof first<string>>, string | undefined>(true);

const pages = timed(async function* pages(size: number) {
  yield size;
});
same<ReturnType<typeof pages>, AsyncGenerator<number, void, unknown>>(true);

const withThis = timed('withThis', function (this: { base: number }, n: number) {
  return this.base + n;
});
withThis.call({ base: 1 }, 2);
// @ts-expect-error `this` is kept
withThis.call({}, 2);

function overloaded(value: string): string;
function overloaded(value: number): number;
function overloaded(value: string | number): string | number {
  return value;
}
const kept = timed(overloaded);
same<ReturnType<typeof kept>, number>(true);
const text: string = kept('a');
void text;

// @ts-expect-error a class is no function
timed('orders', class Orders {});
// @ts-expect-error an unknown level
timed('add', { level: 'loud' }, add);
// @ts-expect-error an unknown option
timed('add', { treshold: 5 }, add);
// @ts-expect-error a name is a string
timed(7, add);

class Orders {
  @timed('place', { level: 'debug' })
  place(id: string, count: number): string {
    return id + count;
  }

  @timed()
  async load<T>(value: T): Promise<T> {
    return value;
  }

  @timed()
  static make(): Orders {
    return new Orders();
  }

  @timed()
  #hidden(): void {}

  @timed()
  get size(): number {
    this.#hidden();
    return 1;
  }

  @timed()
  accessor limit = 3;

  @timed()
  handle = (n: number): number => n;

  // @ts-expect-error a field that holds no function
  @timed()
  wrong = 7;
}
void Orders;
