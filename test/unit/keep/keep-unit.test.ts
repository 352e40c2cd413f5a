import { AsyncLocalStorage } from 'node:async_hooks';
import { parseKeepRules } from '../../../src/config/keep-rules.js';
import { COUNTERS_BYTES, Counters } from '../../../src/export/counters.js';
import type { KeepUnit } from '../../../src/keep/keep-unit.js';
import { Keeper } from '../../../src/keep/keeper.js';
import { KeepPolicy } from '../../../src/keep/policy.js';
import type { KeepEntry, KeepSignal } from '../../../src/keep/verdict.js';
import fc from '../../support/fast-check.js';

type KeepLimits = ConstructorParameters<typeof Keeper>[1];

const LIMITS: KeepLimits = { unitRecords: 100, unitBytes: 10_000, unitAgeMillis: 60_000, maxBytes: 100_000 };
/** In no share below 99 %. */
const TRACE_ID = '0af7651916cd43dd8400000000000000';

let counters: Counters;
let released: string[];

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
  counters = new Counters(new SharedArrayBuffer(COUNTERS_BYTES));
  released = [];
});
afterEach(() => jest.useRealTimers());

const keeperWith = (rules = 'errors', limits: Partial<KeepLimits> = {}) =>
  new Keeper(new KeepPolicy(parseKeepRules(rules)!), { ...LIMITS, ...limits }, counters);
const open = (keeper: Keeper) => keeper.open(TRACE_ID, undefined);
const entry = (name: string, signal: KeepSignal = 'logs', bytes = 10): KeepEntry => ({
  signal,
  bytes,
  release: () => released.push(name),
});
const stats = () => counters.stats({ ringBytes: 0, memoryLimit: 0, spoolLimit: undefined });
const logs = () => {
  const { withheld, withheldBy, waiting } = counters.signal('logs');
  return { withheld, withheldBy, waiting };
};

test('what is held waits, then goes out in its order, and what comes late follows', () => {
  const unit = open(keeperWith());
  unit.take(entry('first'));
  unit.take(entry('span', 'traces'));
  unit.take(entry('second'));
  expect(released).toEqual([]);
  expect(logs()).toEqual({ withheld: 0, withheldBy: {}, waiting: 2 });
  unit.endOf(true, true);
  unit.take(entry('late'));
  expect(released).toEqual(['first', 'second', 'span', 'late']);
  expect(logs()).toEqual({ withheld: 0, withheldBy: {}, waiting: 0 });
  expect(stats().units).toEqual({ kept: { errors: 1 }, withheld: {} });
});

test('what no rule keeps is withheld, and what comes late as well', () => {
  const unit = open(keeperWith());
  unit.take(entry('first'));
  unit.take(entry('span', 'traces'));
  unit.take({ ...entry('nowhere'), signal: undefined });
  unit.endOf(false, true);
  unit.take(entry('late'));
  expect(released).toEqual([]);
  expect(logs()).toEqual({ withheld: 2, withheldBy: { rules: 2 }, waiting: 0 });
  expect(counters.signal('traces')).toMatchObject({ captured: 1, withheld: 1, waiting: 0 });
  expect(stats().units).toEqual({ kept: {}, withheld: { rules: 1 } });
});

test('a failure is certain at once; after the verdict it counts from then on', () => {
  const [failing, late] = [open(keeperWith()), open(keeperWith())];
  failing.take(entry('before'));
  failing.endOf(true, false);
  failing.take(entry('after'));
  late.take(entry('lost'));
  late.endOf(false, true);
  late.fail();
  late.take(entry('late'));
  expect(released).toEqual(['before', 'after', 'late']);
  expect(stats().units).toEqual({ kept: { errors: 1 }, withheld: { rules: 1 } });
});

test('without the rule `errors` a failure keeps nothing', () => {
  const unit = open(keeperWith('slow:1m'));
  unit.take(entry('first'));
  unit.endOf(true, true);
  expect(released).toEqual([]);
});

test.each([
  [5, false, false],
  [9, false, false],
  [0, true, false],
  [13, true, false],
  [17, true, true],
])('of severity %d: at once %s, failed %s', (severity, atOnce, failed) => {
  const unit = open(keeperWith());
  expect(unit.passes(severity)).toBe(atOnce);
  expect(unit.isKept).toBe(failed);
});

test.each(['asked', 'debug', 'exit'] as const)('%s keeps whatever the rules say', (reason) => {
  const unit = open(keeperWith('0%'));
  unit.take(entry('first'));
  unit.keep(reason);
  unit.endOf(false, true);
  expect(released).toEqual(['first']);
  expect(stats().units.kept).toEqual({ [reason]: 1 });
});

describe('bounds', () => {
  test('of a unit’s records and bytes: the oldest log records go, then the oldest spans', () => {
    const full = open(keeperWith('errors', { unitRecords: 3 }));
    full.take(entry('span', 'traces'));
    for (const name of ['a', 'b', 'c', 'd']) full.take(entry(name));
    full.fail();
    const heavy = open(keeperWith('errors', { unitBytes: 100 }));
    for (const name of ['e', 'f', 'g']) heavy.take(entry(name, 'logs', 40));
    for (const name of ['h', 'i', 'j']) heavy.take(entry(name, 'traces', 40));
    heavy.fail();
    expect(released).toEqual(['c', 'd', 'span', 'i', 'j']);
    expect(logs().withheldBy).toEqual({ unit_full: 5 });
    expect(counters.signal('traces').withheldBy).toEqual({ unit_full: 1 });
  });

  test('of age: what looks at the open units keeps no request', async () => {
    // Fake ones know no async context.
    jest.useRealTimers();
    const requests = new AsyncLocalStorage<string>();
    const stream = requests.run('the first request', () => open(keeperWith('100%', { unitAgeMillis: 20 })));
    const seen = new Promise((resolve) =>
      stream.take({ signal: 'logs', bytes: 1, release: () => resolve(requests.getStore()) }),
    );
    // The look keeps no process alive.
    const alive = setInterval(() => {}, 10);
    const context = await seen;
    clearInterval(alive);
    expect(context).toBeUndefined();
  });

  test('of age: judged by what is known, what follows goes by that', () => {
    const keeper = keeperWith('errors,slow:30s');
    const quick = keeperWith('errors');
    const [slow, stream] = [open(keeper), open(quick)];
    slow.take(entry('slow'));
    stream.take(entry('stream'));
    jest.advanceTimersByTime(59_000);
    const young = open(quick);
    young.take(entry('young'));
    jest.advanceTimersByTime(17_000);
    stream.take(entry('stream, later'));
    expect(released).toEqual(['slow']);
    expect(logs()).toEqual({ withheld: 2, withheldBy: { age: 2 }, waiting: 1 });
    stream.fail();
    stream.take(entry('stream, failed'));
    expect(released).toEqual(['slow', 'stream, failed']);
    expect(stats().units).toEqual({ kept: { slow: 1 }, withheld: { age: 1 } });
  });

  test('of all units: the oldest are judged', () => {
    const keeper = keeperWith('errors', { maxBytes: 100 });
    const units = [open(keeper), open(keeper), open(keeper)];
    for (const [index, unit] of units.entries()) unit.take(entry(`${index}`, 'logs', 40));
    expect(keeper.bytes).toBe(80);
    expect(units.map(({ verdict }) => verdict?.isKept)).toEqual([false, undefined, undefined]);
    expect(logs()).toEqual({ withheld: 1, withheldBy: { memory: 1 }, waiting: 2 });
  });

  test('the timer ends with the last open unit', () => {
    const unit = open(keeperWith());
    expect(jest.getTimerCount()).toBe(1);
    unit.endOf(false, true);
    jest.advanceTimersByTime(60_000);
    expect(jest.getTimerCount()).toBe(0);
  });
});

test('at the end what is open is kept', () => {
  const keeper = keeperWith('0%');
  const units = [open(keeper), open(keeper)];
  for (const [index, unit] of units.entries()) unit.take(entry(`${index}`));
  keeper.end();
  expect(released).toEqual(['0', '1']);
  expect(stats().units.kept).toEqual({ exit: 2 });
  expect(jest.getTimerCount()).toBe(0);
});

test('who waits for a unit is called once it is kept, and never of one that is not', () => {
  const calls: string[] = [];
  const [kept, left] = [open(keeperWith()), open(keeperWith())];
  kept.whenKept(() => calls.push('kept'));
  left.whenKept(() => calls.push('left'));
  expect(calls).toEqual([]);
  kept.endOf(true, true);
  left.endOf(false, true);
  kept.whenKept(() => calls.push('kept, late'));
  left.whenKept(() => calls.push('left, late'));
  expect(calls).toEqual(['kept', 'kept, late']);
});

test('whatever happens in whatever order, each entry is released, withheld or waits', () => {
  const operation = fc.oneof(
    fc.record({
      kind: fc.constant('take' as const),
      unit: fc.nat(3),
      bytes: fc.nat(60),
      isSpan: fc.boolean(),
    }),
    fc.record({ kind: fc.constantFrom('fail', 'end', 'ask', 'age', 'exit'), unit: fc.nat(3) }),
  );
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
      counters = new Counters(new SharedArrayBuffer(COUNTERS_BYTES));
      released = [];
      const keeper = keeperWith('errors', { unitRecords: 5, unitBytes: 150, maxBytes: 300 });
      const units: (KeepUnit | undefined)[] = [];
      let taken = 0;
      for (const each of operations) {
        units[each.unit] ??= open(keeper);
        const unit = units[each.unit]!;
        if ('bytes' in each) unit.take(entry(`${taken++}`, each.isSpan ? 'traces' : 'logs', each.bytes));
        else if (each.kind === 'fail') unit.fail();
        else if (each.kind === 'ask') unit.keep('asked');
        else if (each.kind === 'age') unit.judge('age');
        else if (each.kind === 'exit') keeper.releaseOpen();
        else {
          unit.endOf(false, true);
          units[each.unit] = undefined;
        }
        expect(keeper.bytes).toBeLessThanOrEqual(300);
      }
      const [one, other] = [counters.signal('logs'), counters.signal('traces')];
      expect(one.withheld + one.waiting + other.withheld + other.waiting + released.length).toBe(taken);
      expect(new Set(released).size).toBe(released.length);
      keeper.end();
      expect([counters.signal('logs').waiting, counters.signal('traces').waiting, keeper.bytes]).toEqual([
        0, 0, 0,
      ]);
    }),
    { numRuns: 300 },
  );
});
