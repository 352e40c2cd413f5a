import fs from 'node:fs';
import { networkSettings, read, readAll, readOrDefault } from '../../../src/config/environment.js';
import { tellUnknownVariables } from '../../../src/config/unknown-variables.js';
import type { Variable } from '../../../src/config/variables.js';

let told: string[];

beforeEach(() => {
  told = [];
  jest.spyOn(fs, 'writeSync').mockImplementation((_descriptor, line) => {
    told.push(String(line).trim());
    return line.length;
  });
});

afterEach(() => {
  jest.restoreAllMocks();
  for (const name of Object.keys(process.env))
    if (/^(OTEL|TRACEBRIDGE)_/.test(name)) delete process.env[name];
});

const readAs = (name: Variable, text: string) => {
  process.env[name] = text;
  return read(name);
};

test.each(['', '   '])('%p is unset', (text) => {
  for (const name of ['TRACEBRIDGE_SPOOL_DIR', 'TRACEBRIDGE_BAGGAGE', 'TRACEBRIDGE_RETRY_LIMIT_MS'] as const)
    expect(readAs(name, text)).toBeUndefined();
  expect(readOrDefault('TRACEBRIDGE_RETRY_LIMIT_MS')).toBe(900_000);
  expect(told).toEqual([]);
});

test.each<[Variable, string, unknown]>([
  ['TRACEBRIDGE_BAGGAGE', 'TRUE', true],
  ['TRACEBRIDGE_BAGGAGE', ' False ', false],
  ['TRACEBRIDGE_RETRY_LIMIT_MS', '0', 0],
  ['TRACEBRIDGE_RETRY_LIMIT_MS', '1e1', 10],
  ['TRACEBRIDGE_MAX_MEMORY_BYTES', '1048576', 1_048_576],
  ['TRACEBRIDGE_TRUST', 'LINK', 'link'],
  ['TRACEBRIDGE_PROPAGATE_TO', ' a.example, ,b.example,', ['a.example', 'b.example']],
  ['TRACEBRIDGE_PROPAGATE_TO', ' , ', undefined],
  ['TRACEBRIDGE_LOG_LEVEL', 'warn', 'warn'],
  ['OTEL_TRACES_SAMPLER_ARG', '0.25', 0.25],
  ['OTEL_EXPORTER_OTLP_HEADERS', 'a=1, b = x%20y ,d=e=f', { a: '1', b: 'x y', d: 'e=f' }],
  ['OTEL_EXPORTER_OTLP_LOGS_ENDPOINT', 'https://user:secret@host/path', 'https://user:secret@host/path'],
  ['OTEL_PROPAGATORS', 'b3,tracecontext', ['b3', 'tracecontext']],
])('%s=%s', (name, text, value) => {
  expect(readAs(name, text)).toEqual(value);
  expect(told).toEqual([]);
});

test.each<[Variable, string, string]>([
  ['TRACEBRIDGE_CONSOLE', 'jes', '="jes" is ignored: expected true or false'],
  [
    'TRACEBRIDGE_KEEP',
    'errors,slow:500,1%',
    '="errors,slow:500,1%" is ignored: expected all, or a list of errors, slow:<duration> (500ms, 2s), <share>% and route:<pattern>=<rule>: "slow:500" (string) is none of these',
  ],
  ['TRACEBRIDGE_TRUST', 'often', '="often" is ignored: expected one of continue, link, ignore'],
  [
    'TRACEBRIDGE_RETRY_LIMIT_MS',
    '-1',
    '="-1" is ignored: expected a whole number of milliseconds from 0 to 2147483647',
  ],
  [
    'TRACEBRIDGE_MAX_MEMORY_BYTES',
    '1048576.5',
    '="1048576.5" is ignored: expected a whole number of bytes from 1048576 up',
  ],
  [
    'TRACEBRIDGE_MAX_MEMORY_BYTES',
    'Infinity',
    '="Infinity" is ignored: expected a whole number of bytes from 1048576 up',
  ],
  [
    'OTEL_METRIC_EXPORT_INTERVAL',
    '3000000000',
    '="3000000000" is ignored: expected a whole number of milliseconds from 1 to 2147483647',
  ],
  [
    'OTEL_METRIC_EXPORT_INTERVAL',
    'abc',
    '="abc" is ignored: expected a whole number of milliseconds from 1 to 2147483647',
  ],
  ['OTEL_SPAN_EVENT_COUNT_LIMIT', '1.5', '="1.5" is ignored: expected a whole number from 0 up'],
  ['OTEL_TRACES_SAMPLER_ARG', '2', '="2" is ignored: expected a number from 0 to 1'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'secret', ' is ignored: expected a URL such as http://localhost:4318'],
  [
    'OTEL_EXPORTER_OTLP_LOGS_ENDPOINT',
    'ftp://secret',
    ' is ignored: expected a URL such as http://localhost:4318',
  ],
  [
    'OTEL_TRACES_EXPORTER',
    'pigeon',
    ': "pigeon" is ignored: expected otlp, otlp/stdout, console, zipkin, none',
  ],
  [
    'OTEL_EXPORTER_OTLP_METRICS_PROTOCOL',
    'http',
    '="http" is ignored: expected one of http/protobuf, http/json, grpc',
  ],
])('%s=%s is told once and ignored', (name, text, line) => {
  expect(readAs(name, text)).toBeUndefined();
  readAll();
  expect(told).toEqual([`[tracebridge] ${name}${line}`]);
});

test('items of a list that break its rule are left out, those of headers without their text', () => {
  expect(readAs('OTEL_PROPAGATORS', 'ottrace,B3')).toEqual(['b3']);
  expect(readAs('OTEL_EXPORTER_OTLP_HEADERS', 'a=1,broken,c=%zz')).toEqual({ a: '1' });
  expect(told).toEqual([
    '[tracebridge] OTEL_PROPAGATORS: "ottrace" is ignored: expected tracecontext, baggage, b3, b3multi, xray, jaeger, none',
    '[tracebridge] OTEL_EXPORTER_OTLP_HEADERS: an item is ignored: expected key=value with a percent-encoded value',
  ]);
});

test('a header that can not be sent is told by its name and left out, the others are kept', () => {
  expect(
    readAs(
      'OTEL_EXPORTER_OTLP_HEADERS',
      'bad header=secret1,x=a%0d%0ab,y=%E2%82%AC,authorization=Bearer%20t',
    ),
  ).toEqual({
    authorization: 'Bearer t',
  });
  const rest = 'is ignored: expected key=value with a percent-encoded value';
  expect(told).toEqual(
    ['bad header', 'x', 'y'].map((name) => `[tracebridge] OTEL_EXPORTER_OTLP_HEADERS: "${name}" ${rest}`),
  );
});

test('control characters of a value reach stderr as spaces', () => {
  readAs('TRACEBRIDGE_EXPORT', 'a\u001b[31m\r\nb');
  expect([...(told[0] as string)].every((character) => character >= ' ')).toBe(true);
});

test('names that look like ours are told, with the one that is meant', () => {
  Object.assign(process.env, {
    TRACEBRIDGE_EXPROT: 's3cret',
    TRACE_BRIDGE_TRUST: 's3cret',
    TRACEBRIDGE_SOMETHING_ELSE: 's3cret',
    TRACEBRIDGE_EXPORT: 'inline',
  });
  tellUnknownVariables();
  expect(told.sort()).toEqual([
    '[tracebridge] TRACEBRIDGE_EXPROT is no variable of tracebridge and has no effect: did you mean TRACEBRIDGE_EXPORT?',
    '[tracebridge] TRACEBRIDGE_SOMETHING_ELSE is no variable of tracebridge and has no effect',
    '[tracebridge] TRACE_BRIDGE_TRUST is no variable of tracebridge and has no effect: did you mean TRACEBRIDGE_TRUST?',
  ]);
  delete process.env.TRACE_BRIDGE_TRUST;
});

test('of the options of the process those about networks are for threads that send', () => {
  const { execArgv } = process;
  process.execArgv = ['--require', './a--tls-min-v1.0', '--tls-max-v1.2', '--dns-result-order', 'ipv4first'];
  process.env.NODE_OPTIONS = '--no-network-family-autoselection --use-system-ca --max-old-space-size=99';
  expect(networkSettings()).toEqual({
    env: { NODE_USE_SYSTEM_CA: '1' },
    execArgv: ['--no-network-family-autoselection', '--tls-max-v1.2', '--dns-result-order', 'ipv4first'],
  });
  process.execArgv = execArgv;
  delete process.env.NODE_OPTIONS;
});
