import { runInNewContext } from 'node:vm';
import { context, trace } from '@opentelemetry/api';
import Bluebird from 'bluebird';
import Q from 'q';
import Q2 from 'q-2';
import { timed } from '../../../../src/tracing/timed/index.js';
import { telemetryOfEachTest } from '../../../support/telemetry-of-each-test.js';

const { sdk, lines } = telemetryOfEachTest();

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

  class Private<T> extends Promise<T> {
    #state = 0;
    static with(state: number): Private<number> {
      const made = new Private<number>((resolve) => setTimeout(resolve, 1, state));
      made.#state = state;
      return made!;
    }
    get state(): number {
      return this.#state;
    }
  }
  class Plain<T> extends Promise<T> {
    static override get [Symbol.species]() {
      return Promise;
    }
  }
  const settled = Promise.resolve(7);
  test.each<[string, () => Promise<unknown>]>([
    ['native', () => new Promise((resolve) => setTimeout(resolve, 1))],
    ['already settled', () => settled],
    ['already settled, a second time', () => settled],
    ['of a subclass with private state', () => Private.with(7)],
    ['of a subclass whose species is Promise', () => new Plain((resolve) => setTimeout(resolve, 1))],
    ['of a library that added to it', () => Object.assign(Promise.resolve(1), { cancel: () => 'cancelled' })],
    ['rejected', () => Promise.reject(new Error('x'))],
    ['frozen', () => Object.freeze(Promise.resolve(1))],
  ])('the very promise comes back: one that is %s', async (_what, make) => {
    let made: Promise<unknown> | undefined;
    const result = timed('made', () => {
      made = make();
      return made!;
    })();
    expect(result).toBe(made);
    expect(Reflect.ownKeys(result).filter((key) => key !== 'cancel')).toEqual([]);
    expect(result.constructor).toBe((made as Promise<unknown>).constructor);
    expect(result).toBeInstanceOf(result.constructor);
    await result.catch(() => {});
    expect(spanNames()).toEqual(['made']);
  });

  test('private state, own methods and the class of derived promises stay', async () => {
    const made = timed('made', () => Private.with(7))();
    expect(made.state).toBe(7);
    expect(made.then(() => {})).toBeInstanceOf(Private);
    expect(timed('plain', () => Plain.resolve(1))().then(() => {})).not.toBeInstanceOf(Plain);
    await made;
  });

  test('one that nobody asks for is told all the same', async () => {
    void timed('forgotten', () => new Promise((resolve) => setTimeout(resolve, 1)))();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(spanNames()).toEqual(['forgotten']);
  });

  test('the stack of an error shows who awaits an async function', async () => {
    const fails = timed('fails', async () => {
      await null;
      throw new Error('x');
    });
    const waits = async () => await fails();
    const error = await waits().catch((error: Error) => error);
    expect((error as Error).stack).toMatch(/ waits /);
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

  test('a frozen one is not asked: the call ends when the function returns', async () => {
    let asked = 0;
    const frozen = Object.freeze({
      // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tested
      then: (resolve: (value: number) => void) => {
        asked++;
        resolve(4);
      },
    });
    const result = timed('select', () => frozen)();
    expect(spanNames()).toEqual(['select']);
    expect(await result).toBe(4);
    expect(asked).toBe(1);
  });

  const got = (get: () => unknown) => Object.defineProperty({}, 'then', { get, configurable: true });

  test('a then that is a getter is read by the app alone, once, in the span', async () => {
    const readIn: unknown[] = [];
    const remote = got(() => {
      readIn.push(activeSpanId());
      return (resolve: (value: number) => void) => setTimeout(resolve, 5, 4);
    });
    const result = timed('remote', () => remote)();
    expect(result).toBe(remote);
    expect(readIn).toEqual([]);
    expect(await result).toBe(4);
    expect(readIn).toEqual([sdk.span('remote').spanContext().spanId]);
  });

  test('one whose getter gives no function, or throws, has ended when it is read', async () => {
    const plain = got(() => undefined);
    expect(await timed('plain', () => plain)()).toBe(plain);
    const hostile = got(() => {
      throw new Error('no');
    });
    await expect(Promise.resolve(timed('odd', () => hostile)())).rejects.toThrow('no');
    expect(spanNames()).toEqual(['plain', 'odd']);
    expect(lines.find('odd failed').error_type).toBe('Error');
  });

  test('a proxy that answers any name is asked for none but then, and ends when the function returns', async () => {
    const asked: string[] = [];
    const element = new Proxy(Promise.resolve(4), {
      get(target, name) {
        asked.push(String(name));
        return name === 'then' ? target.then.bind(target) : () => element;
      },
    });
    const remote = new Proxy(() => {}, { get: (_target, name) => asked.push(`remote ${String(name)}`) });
    timed('element', () => element)();
    timed('remote', () => remote)();
    expect(new Set(asked)).toEqual(new Set(['then']));
    expect(Reflect.ownKeys(element)).toEqual([]);
    expect(spanNames()).toEqual(['element', 'remote']);
    expect(await element).toBe(4);
  });
});

describe('the doors of a lazy thenable', () => {
  /** As OpenAI's APIPromise, mongoose's Query and Prisma's promise: `then` is one of several ways to start it. */
  class Query {
    #started = 0;
    constructor(readonly failure?: Error) {}
    get started(): number {
      return this.#started;
    }
    async exec(): Promise<string> {
      this.#started++;
      await new Promise((resolve) => setImmediate(resolve));
      if (this.failure) throw this.failure;
      return trace.getActiveSpan() === undefined ? 'outside' : 'inside';
    }
    // biome-ignore lint/suspicious/noThenProperty: a query builder is what is tested
    then(fulfilled?: (value: string) => unknown, rejected?: (reason: unknown) => unknown) {
      return this.exec().then(fulfilled, rejected);
    }
    catch(rejected?: (reason: unknown) => unknown) {
      return this.exec().catch(rejected);
    }
    finally(settled?: () => void) {
      return this.exec().finally(settled);
    }
    async withResponse() {
      return { data: await this.exec() };
    }
    unwrapped(): Query {
      return new Query(this.failure);
    }
    where(): this {
      return this;
    }
  }
  class ApiPromise extends Promise<string> {
    readonly query = new Query();
    // biome-ignore lint/suspicious/noThenProperty: a lazy promise is what is tested
    override then<A, B>(
      fulfilled?: ((value: string) => A | PromiseLike<A>) | null,
      rejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
    ): Promise<A | B> {
      return this.query.exec().then(fulfilled, rejected);
    }
    asResponse() {
      return this.query.exec();
    }
  }
  const literal = () => {
    const { exec } = new Query();
    const run = () => Reflect.apply(exec, new Query(), []) as Promise<string>;
    // biome-ignore lint/suspicious/noThenProperty: a lazy promise is what is tested
    return { then: (a: () => void) => run().then(a), requestTransaction: () => run() };
  };

  test.each<[string, () => Promise<unknown>]>([
    ['await', async () => await timed('q', () => new Query())()],
    ['then', async () => timed('q', () => new Query())().then(() => {})],
    ['catch', async () => timed('q', () => new Query())().catch()],
    ['finally', async () => timed('q', () => new Query())().finally()],
    ['exec', async () => timed('q', () => new Query())().exec()],
    ['withResponse', async () => timed('q', () => new Query())().withResponse()],
    ['a promise made of it', async () => await timed('q', () => new Query())().unwrapped()],
    ['a chain', async () => await timed('q', () => new Query())().where()],
    ['await of a subclass', async () => await timed('q', () => new ApiPromise(() => {}))()],
    ['asResponse of a subclass', async () => timed('q', () => new ApiPromise(() => {}))().asResponse()],
    ['own method', async () => timed('q', literal)().requestTransaction()],
  ])('%s', async (_door, take) => {
    await take();
    expect(spanNames()).toEqual(['q']);
    expect(lines.find('q completed').operation).toBe('q');
  });

  test.each<[string, (query: Query) => Promise<unknown>]>([
    ['await', async (query) => await query],
    ['catch', async (query) => query.catch(() => {})],
    ['finally', async (query) => query.finally(() => {})],
    ['exec', (query) => query.exec()],
    ['a promise made of it', async (query) => query.unwrapped().then()],
  ])('a failure by %s', async (_door, take) => {
    const query = new Query(new RangeError('no table'));
    const result = timed('q', () => query)();
    expect(result).toBe(query);
    await take(result).catch(() => {});
    expect(lines.find('q failed').error_type).toBe('RangeError');
  });

  test('the work runs in the span and is started once; class, names and keys of the query stay', async () => {
    const query = new Query();
    const result = timed('q', () => query)();
    expect(await result.exec()).toBe('inside');
    expect(query.started).toBe(1);
    expect(result).toBeInstanceOf(Query);
    expect(Object.keys(result)).toEqual(['failure']);
    expect([result.exec.name, result.then.length]).toEqual(['exec', 2]);
    await result;
    expect(spanNames()).toEqual(['q']);
  });
});

describe.each([
  ['bluebird', (ms: number) => Bluebird.delay(ms, 1), Bluebird.resolve(0)],
  ['Q 1', (ms: number) => Q.delay(1, ms), Q(0)],
  ['Q 2', (ms: number) => Q2.delay(1, ms), Q2(0)],
])('promises of %s, which adopts its own without then', (_library, delay, resolved) => {
  test.each<[string, (load: () => PromiseLike<unknown>) => PromiseLike<unknown>]>([
    ['await', async (load) => await load()],
    ['returned in a chain', (load) => resolved.then(load)],
    ['derived', (load) => load().then((value) => value)],
  ])('%s', async (_way, take) => {
    let made: PromiseLike<unknown> | undefined;
    const load = timed('load', () => {
      made = delay(2);
      return made!;
    });
    expect(await take(load)).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(spanNames()).toEqual(['load']);
    expect(load()).toBe(made);
  });
});

test('bluebird: what follows another promise, is settled already, fails, or is never asked for', async () => {
  timed('following', () => Bluebird.resolve().then(() => Bluebird.delay(1)))();
  timed('settled', () => Bluebird.resolve(1))();
  const failed = timed('failed', () => Bluebird.reject(new TypeError('x')))();
  await failed.catch(TypeError, () => {});
  await Bluebird.delay(10);
  expect(spanNames()).toEqual(['settled', 'failed', 'following']);
  expect(lines.find('failed failed').error_type).toBe('TypeError');
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
