import { BridgeError, describeValue, invalidOption } from '../../../src/core/errors.js';

test('carries a stable code and is an Error', () => {
  const error = invalidOption('port', 'a number from 0 up', 'x');
  expect(error).toBeInstanceOf(Error);
  expect(error).toBeInstanceOf(BridgeError);
  expect(error).toMatchObject({
    name: 'BridgeError',
    code: 'TRACEBRIDGE_INVALID_OPTION',
    message: 'Expected `port` to be a number from 0 up, got "x" (string)',
  });
});

test('instanceof holds for an error of another copy of the package, and for no other error', () => {
  jest.isolateModules(() => {
    const other = require('../../../src/core/errors.js') as typeof import('../../../src/core/errors.js');
    expect(other.BridgeError).not.toBe(BridgeError);
    expect(other.invalidOption('a', 'b', 1)).toBeInstanceOf(BridgeError);
  });
  expect(new Error('x')).not.toBeInstanceOf(BridgeError);
  expect(null).not.toBeInstanceOf(BridgeError);
});

test.each([
  [null, 'null (null)'],
  [undefined, 'undefined (undefined)'],
  [1n, '1 (bigint)'],
  [Symbol('s'), 'Symbol(s) (symbol)'],
])('describes %p', (value, text) => {
  expect(describeValue(value)).toBe(text);
});

test('describes what has no text, and cuts what is long', () => {
  expect(describeValue(Object.create(null))).toBe('a value that has no text (object)');
  expect(describeValue('x'.repeat(500)).length).toBeLessThan(100);
});
