import { createNormalizer } from '../../../../src/core/normalize/index.js';
import { createRedactor } from '../../../../src/core/redact/redactor.js';

const normalizer = createNormalizer({ redactor: createRedactor() });
const render = (error: unknown) => normalizer.toException(error);

class PaymentError extends Error {}

test('type, message and frames', () => {
  const exception = render(new TypeError('bad'));
  expect(exception).toMatchObject({ type: 'TypeError', message: 'bad' });
  expect(exception.traceback[0]).toMatch(/^at .*exception\.test\.ts:\d+:\d+\)?$/);
});

test('the class name stands in for a name that was not set', () => {
  expect(render(new PaymentError('no funds')).type).toBe('PaymentError');
  expect(render(Object.assign(new Error('x'), { name: 'Custom' })).type).toBe('Custom');
});

test('lines of the message are no frames', () => {
  const exception = render(new Error('first\n    at forged (x.js:1:1)\nlast'));
  expect(exception.message).toBe('first\n    at forged (x.js:1:1)\nlast');
  expect(exception.traceback.join()).not.toContain('forged');
});

test('own fields are kept, their secrets masked', () => {
  const error = Object.assign(new Error('connect'), { code: 'ECONNREFUSED', port: 1, password: 'x' });
  expect(render(error).fields).toEqual({ code: 'ECONNREFUSED', port: 1, password: '[REDACTED]' });
});

test('causes and the errors of an AggregateError', () => {
  const exception = render(
    new AggregateError([new RangeError('a'), 'text', undefined], 'all failed', { cause: new Error('root') }),
  );
  expect(exception).toMatchObject({
    type: 'AggregateError',
    cause: { type: 'Error', message: 'root' },
    errors: [
      { type: 'RangeError', message: 'a' },
      { type: 'string', message: 'text', traceback: [] },
      { type: 'undefined', message: 'undefined', traceback: [] },
    ],
  });
});

test('cycles are cut, long chains are counted', () => {
  const a = new Error('a');
  a.cause = new Error('b', { cause: a });
  expect(render(a).cause?.cause).toEqual({ type: 'Circular', message: '[Circular]', traceback: [] });
  let chain = new Error('0');
  for (let index = 1; index < 1_000; index++) chain = new Error(String(index), { cause: chain });
  expect(JSON.stringify(render(chain))).toContain('[+1 errors]');
  expect(JSON.stringify(render(new AggregateError(new Array(50).fill(0).map(() => new Error('x')))))).toMatch(
    /\[\+3[45] errors\]/,
  );
});

test.each([
  [undefined, { type: 'undefined', message: 'undefined' }],
  [null, { type: 'null', message: 'null' }],
  ['text', { type: 'string', message: 'text' }],
  [42, { type: 'number', message: '42' }],
  [{ code: 1 }, { type: 'Object', message: '{"code":1}' }],
  [
    { message: 'error-like', code: 1 },
    { type: 'Object', message: 'error-like' },
  ],
])('thrown %p', (thrown, expected) => {
  expect(render(thrown)).toEqual({ ...expected, traceback: [] });
});

test('secrets in messages and stacks are masked', () => {
  const exception = render(
    new Error('GET https://u:hunter2@h/ failed', { cause: new Error('password=hunter2') }),
  );
  expect(JSON.stringify(exception)).not.toContain('hunter2');
});
