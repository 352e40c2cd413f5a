import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createContextKey, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { LayeredContext } from '../../../src/correlation/layered-context.js';
import fc from '../../support/fast-check.js';

setFlagsFromString('--expose_gc');
const collectGarbage: () => void = runInNewContext('gc');

const KEYS = Array.from({ length: 24 }, (_, index) => createContextKey(`key ${index}`));

test('holds the same values as a context of the API, whatever is set and deleted', () => {
  const step = fc.tuple(fc.constantFrom(...KEYS), fc.option(fc.integer(), { nil: undefined }));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), fc.array(step, { maxLength: 4 }), (steps, before) => {
      let stock = ROOT_CONTEXT;
      for (const [key, value] of before) stock = stock.setValue(key, value);
      let layered = LayeredContext.over(stock) as typeof stock;
      for (const [key, value] of steps) {
        stock = value === undefined ? stock.deleteValue(key) : stock.setValue(key, value);
        layered = value === undefined ? layered.deleteValue(key) : layered.setValue(key, value);
      }
      expect(KEYS.map((key) => layered.getValue(key))).toEqual(KEYS.map((key) => stock.getValue(key)));
    }),
  );
});

test('a context is never changed by those derived from it', () => {
  const [one, two] = KEYS as [symbol, symbol];
  const context = LayeredContext.over(ROOT_CONTEXT).setValue(one, 1);
  context.setValue(one, 2).setValue(two, 3).deleteValue(one);
  expect([context.getValue(one), context.getValue(two)]).toEqual([1, undefined]);
});

test('contexts derived in a loop hold the latest values only', async () => {
  const [key] = KEYS as [symbol];
  const values: WeakRef<object>[] = [];
  let context = LayeredContext.over(ROOT_CONTEXT) as typeof ROOT_CONTEXT;
  for (let index = 0; index < 1000; index++) {
    const value = { index };
    values.push(new WeakRef(value));
    context = context.setValue(key, value);
  }
  // What a WeakRef was made for lives until the end of the turn.
  await new Promise(setImmediate);
  collectGarbage();
  expect(values.filter((value) => value.deref() !== undefined).length).toBeLessThan(40);
  expect(context.getValue(key)).toEqual({ index: 999 });
});

test('works with the functions of the API', () => {
  const span = trace.wrapSpanContext({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 });
  expect(trace.getSpan(trace.setSpan(LayeredContext.over(ROOT_CONTEXT), span))).toBe(span);
});
