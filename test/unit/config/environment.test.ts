import {
  readBoolean,
  readChoice,
  readList,
  readNumber,
  readPairs,
  readText,
} from '../../../src/config/environment.js';
import { TRACEBRIDGE_VARIABLES } from '../../../src/config/variables.js';

let told: string[];

beforeEach(() => {
  told = [];
  jest.spyOn(process.stderr, 'write').mockImplementation((line) => {
    told.push(String(line));
    return true;
  });
});

afterEach(() => {
  jest.restoreAllMocks();
  for (const name of Object.keys(TRACEBRIDGE_VARIABLES)) delete process.env[name];
  delete process.env.OTEL_EXPORTER_OTLP_HEADERS;
});

const set = (name: keyof typeof TRACEBRIDGE_VARIABLES, value: string) => {
  process.env[name] = value;
};

test.each([[''], ['   ']])('%p is unset', (value) => {
  set('TRACEBRIDGE_SPOOL_DIR', value);
  set('TRACEBRIDGE_BAGGAGE', value);
  set('TRACEBRIDGE_RETRY_LIMIT_MS', value);
  expect(readText('TRACEBRIDGE_SPOOL_DIR')).toBeUndefined();
  expect(readBoolean('TRACEBRIDGE_BAGGAGE')).toBeUndefined();
  expect(readNumber('TRACEBRIDGE_RETRY_LIMIT_MS', 0, 10)).toBeUndefined();
  expect(told).toEqual([]);
});

test.each([
  ['true', true],
  ['TRUE', true],
  ['false', false],
  [' False ', false],
])('boolean %p', (text, value) => {
  set('TRACEBRIDGE_BAGGAGE', text);
  expect(readBoolean('TRACEBRIDGE_BAGGAGE')).toBe(value);
});

test('a bad boolean is told once and ignored', () => {
  set('TRACEBRIDGE_CONSOLE', 'jes');
  expect(readBoolean('TRACEBRIDGE_CONSOLE')).toBeUndefined();
  expect(readBoolean('TRACEBRIDGE_CONSOLE')).toBeUndefined();
  expect(told).toEqual(['[tracebridge] TRACEBRIDGE_CONSOLE="jes" is ignored: expected `true` or `false`\n']);
});

test.each([
  ['0', 0],
  ['10', 10],
  ['1e1', 10],
])('number %p within its bounds', (text, value) => {
  set('TRACEBRIDGE_RETRY_LIMIT_MS', text);
  expect(readNumber('TRACEBRIDGE_RETRY_LIMIT_MS', 0, 10)).toBe(value);
});

test.each([['-1'], ['11'], ['x'], ['NaN'], ['Infinity']])('number %p is told and ignored', (text) => {
  set('TRACEBRIDGE_RETRY_LIMIT_MS', text);
  expect(readNumber('TRACEBRIDGE_RETRY_LIMIT_MS', 0, 10)).toBeUndefined();
  expect(told).toHaveLength(1);
});

test('choices ignore letter case, lists leave out what is empty', () => {
  set('TRACEBRIDGE_TRUST', 'LINK');
  set('TRACEBRIDGE_PROPAGATE_TO', ' a.example, ,b.example,');
  expect(readChoice('TRACEBRIDGE_TRUST', ['continue', 'link'])).toBe('link');
  expect(readList('TRACEBRIDGE_PROPAGATE_TO')).toEqual(['a.example', 'b.example']);
});

test('pairs are percent-decoded; a broken one is told without its value', () => {
  process.env.OTEL_EXPORTER_OTLP_HEADERS = 'a=1, b = x%20y ,broken,c=%zz,d=e=f';
  expect(readPairs('OTEL_EXPORTER_OTLP_HEADERS')).toEqual({ a: '1', b: 'x y', d: 'e=f' });
  expect(told.join()).not.toContain('zz');
  expect(told).toHaveLength(1);
});

test('control characters of a value reach stderr as spaces', () => {
  set('TRACEBRIDGE_EXPORT', 'a\u001b[31m\r\nb');
  readChoice('TRACEBRIDGE_EXPORT', ['thread']);
  expect([...(told[0]?.slice(0, -1) ?? '')].every((character) => character >= ' ')).toBe(true);
});
