import { runInNewContext } from 'node:vm';
import { context, trace } from '@opentelemetry/api';
import { timed } from '../../../../src/tracing/timed/index.js';
import { captureLogLines, type LogLines } from '../../../support/log-lines.js';
import { startTestSdk, type TestSdk } from '../../../support/sdk.js';

let sdk: TestSdk;
let lines: LogLines;
beforeEach(() => {
  sdk = startTestSdk();
  lines = captureLogLines();
});
afterEach(async () => {
  lines.stop();
  await sdk.stop();
});

const spanNames = () => sdk.spans().map((span) => span.name);
const activeSpanId = () => trace.getActiveSpan()?.spanContext().spanId;

describe('promises', () => {
  test('the span lasts until the promise settles, active across await and timers', async () => {
    const seen: unknown[] = [];
    const load = timed('load', async () => {
      seen.push(activeSpanId());
      await new Promise((resolve) => setTimeout(resolve, 5));
      seen.push(activeSpanId());
      return 'loaded';
    });
    const promise = load();
    expect(spanNames()).toEqual([]);
    expect(await promise).toBe('loaded');
    const { spanId } = sdk.span('load').spanContext();
    expect(seen).toEqual([spanId, spanId]);
    expect(activeSpanId()).toBeUndefined();
    expect(lines.find('load completed').span_id).toBe(spanId);
  });

  test.each([
    ['an error', new RangeError('x'), 'RangeError'],
    ['undefined', undefined, 'undefined'],
  ])('a rejection with %s is told and passed on', async (_what, reason, type) => {
    const outcome = await timed('load', () => Promise.reject(reason))().then(
      () => 'fulfilled',
      (caught) => [caught],
    );
    expect(outcome).toEqual([reason]);
    expect(lines.find('load failed').error_type).toBe(type);
  });

  test('a subclass and what a library put on the promise are kept', async () => {
    class Cancelable<T> extends Promise<T> {}
    const made = timed('made', () => Object.assign(Cancelable.resolve(1), { cancel: () => 'cancelled' }))();
    expect(made).toBeInstanceOf(Cancelable);
    expect(made.cancel()).toBe('cancelled');
    expect(await made).toBe(1);
    expect(spanNames()).toEqual(['made']);
  });
});

test('promises and async generators of another realm are followed', async () => {
  const foreign = runInNewContext(`({
    async load() { return 'loaded'; },
    async *pages() { yield 1; },
  })`) as { load(): Promise<string>; pages(): AsyncGenerator<number> };
  expect(await timed('load', foreign.load)()).toBe('loaded');
  for await (const page of timed('pages', foreign.pages)()) expect(page).toBe(1);
  expect(spanNames()).toEqual(['load', 'pages']);
});

test('a subclass whose then starts the work is not started early', async () => {
  let started = 0;
  class Lazy extends Promise<number> {
    // biome-ignore lint/suspicious/noThenProperty: a lazy promise is what is tested
    override then<A, B>(
      onFulfilled?: ((value: number) => A | PromiseLike<A>) | null,
      onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
    ): Promise<A | B> {
      started++;
      return Promise.resolve(7).then(onFulfilled, onRejected);
    }
  }
  const lazy = new Lazy(() => {});
  const result = timed('lazy', () => lazy)();
  expect(result).toBe(lazy);
  expect(started).toBe(0);
  expect(await result).toBe(7);
  expect(started).toBe(1);
  expect(spanNames()).toEqual(['lazy']);
});

describe('thenables', () => {
  const lazy = (settle: (resolve: (value: unknown) => void, reject: (reason: unknown) => void) => void) => {
    const query = {
      sent: 0,
      where: () => query,
      // biome-ignore lint/suspicious/noThenProperty: a query builder is what is tested
      then(resolve: (value: unknown) => void, reject: (reason: unknown) => void) {
        query.sent++;
        settle(resolve, reject);
      },
    };
    return query;
  };

  test('the same object comes back, is not sent before it is awaited, and then in the span', async () => {
    let sentIn: unknown;
    const query = lazy((resolve) => {
      sentIn = activeSpanId();
      setTimeout(resolve, 5, ['row']);
    });
    const select = timed('select', () => query);
    const result = select();
    expect(result).toBe(query);
    expect(query.sent).toBe(0);
    expect(spanNames()).toEqual([]);
    expect(await (result as unknown as PromiseLike<unknown>)).toEqual(['row']);
    expect(query.sent).toBe(1);
    expect(sentIn).toBe(sdk.span('select').spanContext().spanId);
  });

  test('a rejection is told', async () => {
    const query = lazy((_resolve, reject) => reject(new Error('no table')));
    await expect(timed('select', () => query)()).rejects.toThrow('no table');
    expect(lines.find('select failed').error_type).toBe('Error');
  });

  test('the callbacks of a caller run in the context of the caller', async () => {
    const query = lazy((resolve) => setTimeout(resolve, 1, 1));
    const inside = await new Promise((resolve) => {
      const select = timed('select', () => query) as unknown as () => PromiseLike<unknown>;
      const caller = context.active();
      select().then(() => resolve(context.active() === caller));
    });
    expect(inside).toBe(true);
  });

  test('one that is given out twice ends both calls', async () => {
    const query = lazy((resolve) => resolve(1));
    const select = timed('select', () => query) as unknown as () => PromiseLike<unknown>;
    select();
    await select();
    expect(spanNames()).toEqual(['select', 'select']);
  });

  test('a frozen one is followed', async () => {
    // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tested
    const frozen = Object.freeze({ then: (resolve: (value: number) => void) => resolve(4) });
    expect(await timed('select', () => frozen)()).toBe(4);
    expect(spanNames()).toEqual(['select']);
  });

  test('a getter that throws makes a plain value of it', () => {
    const hostile = {
      // biome-ignore lint/suspicious/noThenProperty: a hostile result is what is tested
      get then(): unknown {
        throw new Error('no');
      },
    };
    expect(timed('odd', () => hostile)()).toBe(hostile);
    expect(spanNames()).toEqual(['odd']);
  });
});

describe('generators', () => {
  test('each step runs in the span; the consumer does not', () => {
    const inside: unknown[] = [];
    const count = timed('count', function* (to: number) {
      for (let i = 1; i <= to; i++) {
        inside.push(activeSpanId());
        yield i;
      }
    });
    const outside: unknown[] = [];
    const seen: number[] = [];
    for (const n of count(3)) {
      seen.push(n);
      outside.push(activeSpanId());
    }
    expect(seen).toEqual([1, 2, 3]);
    expect(new Set(inside)).toEqual(new Set([sdk.span('count').spanContext().spanId]));
    expect(outside).toEqual([undefined, undefined, undefined]);
    expect(lines.all().map((line) => line.message)).toEqual(['count completed']);
  });

  test('an async one keeps the context that it was made in between yields', async () => {
    const inside: unknown[] = [];
    const pages = timed('pages', async function* () {
      for (let i = 0; i < 3; i++) {
        await new Promise((resolve) => setImmediate(resolve));
        inside.push(activeSpanId());
        yield i;
      }
    });
    const made = timed('outer', () => ({ iterator: pages() }))().iterator;
    const seen: number[] = [];
    for await (const page of made) seen.push(page);
    expect(seen).toEqual([0, 1, 2]);
    const span = sdk.span('pages');
    expect(new Set(inside)).toEqual(new Set([span.spanContext().spanId]));
    expect(span.parentSpanContext?.spanId).toBe(sdk.span('outer').spanContext().spanId);
  });

  test('a break ends it, after its finally', () => {
    const order: string[] = [];
    const count = timed('count', function* () {
      try {
        yield 1;
        yield 2;
      } finally {
        order.push('cleaned');
      }
    });
    for (const _ of count()) break;
    expect(order).toEqual(['cleaned']);
    expect(spanNames()).toEqual(['count']);
  });

  test.each(['sync', 'async'])('a %s one that throws has failed, and throws on', async (kind) => {
    const boom = new Error('boom');
    const sync = timed('bad', function* (): Generator<number> {
      yield 1;
      throw boom;
    });
    const async = timed('bad', async function* (): AsyncGenerator<number> {
      yield 1;
      throw boom;
    });
    const drain = async () => {
      for await (const _ of kind === 'sync' ? sync() : async()) {
        // Only the end counts.
      }
    };
    await expect(drain()).rejects.toBe(boom);
    expect(lines.find('bad failed').error_type).toBe('Error');
    expect(sdk.spans()).toHaveLength(1);
  });

  test('class, prototype and iterator helpers stay', () => {
    function* plain() {
      yield 1;
      yield 2;
    }
    const wrapped = timed('plain', plain);
    expect(wrapped()).toBeInstanceOf(plain);
    expect(Object.prototype.toString.call(wrapped)).toBe('[object GeneratorFunction]');
    expect([...wrapped().map((n) => n * 10)]).toEqual([10, 20]);
  });

  test('values sent in and delegated generators work', () => {
    const inner = timed('inner', function* (): Generator<string, string, string> {
      const sent = yield 'ask';
      return `got ${sent}`;
    });
    const outer = timed('outer', function* (): Generator<string, string, string> {
      return yield* inner();
    });
    const generator = outer();
    expect(generator.next('')).toEqual({ value: 'ask', done: false });
    expect(generator.next('answer')).toEqual({ value: 'got answer', done: true });
    expect(spanNames()).toEqual(['inner', 'outer']);
  });
});
