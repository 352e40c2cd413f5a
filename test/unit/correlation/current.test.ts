import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { context } from '@opentelemetry/api';
import {
  getLoggingContext,
  resetLoggingContext,
  runWithLoggingContext,
  setLoggingContext,
} from '../../../src/correlation/current.js';
import { LoggingContext } from '../../../src/correlation/logging-context.js';
import { getCorrelationId, withCorrelationId } from '../../../src/correlation/scope.js';

const make = (correlationId: string) => new LoggingContext({ correlationId });
const current = () => getLoggingContext()?.correlationId;

test('nothing is in force at first', () => {
  expect(getLoggingContext()).toBeUndefined();
  expect(getCorrelationId()).toBeUndefined();
});

test('holds in await, timers, emitters and generators, and ends with the callback', async () => {
  const seen: (string | undefined)[] = [];
  const emitter = new EventEmitter();
  async function* generate() {
    yield current();
    await delay(1);
    yield current();
  }
  await runWithLoggingContext(make('one'), async () => {
    seen.push(current());
    await delay(1);
    seen.push(current());
    await new Promise<void>((resolve) =>
      setImmediate(() => {
        seen.push(current());
        resolve();
      }),
    );
    emitter.on(
      'event',
      context.bind(context.active(), () => seen.push(current())),
    );
    for await (const id of generate()) seen.push(id);
  });
  emitter.emit('event');
  expect(seen).toEqual(Array(6).fill('one'));
  expect(current()).toBeUndefined();
});

test('60 concurrent runs are not mixed up', async () => {
  const ids = Array.from({ length: 60 }, (_, index) => `run-${index}`);
  const seen = await Promise.all(
    ids.map((id, index) =>
      runWithLoggingContext(make(id), async () => {
        await delay(index % 7);
        return current();
      }),
    ),
  );
  expect(seen).toEqual(ids);
});

test('set and reset nest', () => {
  const outer = setLoggingContext(make('outer'));
  expect(current()).toBe('outer');
  const inner = setLoggingContext(make('inner'));
  expect(current()).toBe('inner');
  resetLoggingContext(inner);
  expect(current()).toBe('outer');
  resetLoggingContext(outer);
  expect(current()).toBeUndefined();
});

test('a context that is set holds across await in its function', async () => {
  const token = setLoggingContext(make('awaited'));
  await delay(1);
  expect(current()).toBe('awaited');
  resetLoggingContext(token);
  expect(current()).toBeUndefined();
});

test('a token used twice', () => {
  const token = setLoggingContext(make('once'));
  resetLoggingContext(token);
  expect(() => resetLoggingContext(token)).toThrow(
    expect.objectContaining({ code: 'TRACEBRIDGE_TOKEN_USED' }),
  );
});

test('tokens out of order', () => {
  const outer = setLoggingContext(make('outer'));
  const inner = setLoggingContext(make('inner'));
  expect(() => resetLoggingContext(outer)).toThrow(
    expect.objectContaining({ code: 'TRACEBRIDGE_TOKEN_OUT_OF_ORDER' }),
  );
  expect(current()).toBe('inner');
  resetLoggingContext(inner);
  resetLoggingContext(outer);
});

test('withCorrelationId keeps the other fields in force', () => {
  const base = new LoggingContext({ correlationId: 'base', userId: 'u' });
  runWithLoggingContext(base, () => {
    withCorrelationId('other', () => {
      expect(getCorrelationId()).toBe('other');
      expect(getLoggingContext()?.toDict()).toMatchObject({ correlation_id: 'other', user_id: 'u' });
    });
    expect(getCorrelationId()).toBe('base');
  });
});

test('withCorrelationId replaces an ID that is not accepted', () => {
  withCorrelationId('not accepted', () => {
    expect(getCorrelationId()).toMatch(/^[0-9a-f-]{36}$/);
  });
});

test('withCorrelationId gives back what the function gives, and lets its error through', async () => {
  expect(withCorrelationId('x', () => 7)).toBe(7);
  await expect(withCorrelationId('x', async () => 8)).resolves.toBe(8);
  expect(() =>
    withCorrelationId('x', () => {
      throw new RangeError('mine');
    }),
  ).toThrow(RangeError);
});
