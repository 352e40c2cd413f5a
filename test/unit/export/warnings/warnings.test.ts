import { COUNTERS_BYTES, Counters } from '../../../../src/export/counters.js';
import { shownEndpoint } from '../../../../src/export/engine/endpoint.js';
import { LossReporter } from '../../../../src/export/warnings/losses.js';
import { OutageReporter } from '../../../../src/export/warnings/outages.js';
import { hintFor } from '../../../../src/export/warnings/remedies.js';
import { keepSummary, lossSummary } from '../../../../src/export/warnings/summary.js';

const MINUTE = 60_000;
const REFUSED = { type: 'connection', code: 'ECONNREFUSED' } as const;
const ENDPOINT = 'http://collector:4318/v1/logs';

let counters: Counters;
let lines: string[];
const write = (line: string): void => {
  lines.push(line);
};

beforeEach(() => {
  jest.useFakeTimers();
  counters = new Counters(new SharedArrayBuffer(COUNTERS_BYTES));
  lines = [];
});
afterEach(() => {
  jest.useRealTimers();
});

test('an outage is told when it begins, once a minute, and when it ends', () => {
  const outages = new OutageReporter(counters, MINUTE, write);
  counters.accepted('logs', 12);
  for (let second = 0; second < 90; second++) {
    outages.down(ENDPOINT, REFUSED);
    outages.down(ENDPOINT.replace('logs', 'traces'), REFUSED);
    jest.advanceTimersByTime(1000);
  }
  outages.delivered(ENDPOINT);
  outages.delivered(ENDPOINT);
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(/^cannot deliver to http:\/\/collector:4318: ECONNREFUSED \(nothing listens/);
  expect(lines[0]).toContain('12 log records held');
  expect(lines[2]).toContain('works again after 90.0 s');
});

test('refusals are told with cause and count, once a minute', () => {
  const outages = new OutageReporter(counters, MINUTE, write);
  const cause = { type: 'setup', code: 'HTTP 401' } as const;
  outages.rejected(ENDPOINT, 'traces', 5, cause);
  outages.rejected(ENDPOINT, 'traces', 5, cause);
  jest.advanceTimersByTime(MINUTE);
  outages.rejected(ENDPOINT, 'traces', 1, cause);
  expect(lines).toEqual([
    `${ENDPOINT} refused 5 spans: HTTP 401 (check the credentials in OTEL_EXPORTER_OTLP_HEADERS and what they allow)`,
    `${ENDPOINT} refused 6 spans: HTTP 401 (check the credentials in OTEL_EXPORTER_OTLP_HEADERS and what they allow)`,
  ]);
});

test.each([
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', '_CLIENT_CERTIFICATE'],
  ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', '_CLIENT_CERTIFICATE'],
  ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', '_CLIENT_CERTIFICATE'],
  ['ERR_OSSL_X509_KEY_VALUES_MISMATCH', '_CLIENT_KEY'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'OTEL_EXPORTER_OTLP_CERTIFICATE'],
])('%s names the variable to correct', (code, variable) => {
  expect(hintFor({ type: 'connection', code })).toContain(variable);
});

test('what a collector says that took everything is told once a minute', () => {
  const outages = new OutageReporter(counters, MINUTE, write);
  for (let second = 0; second < 90; second++) {
    outages.remarked(ENDPOINT, 'logs', 'this field is deprecated');
    jest.advanceTimersByTime(1000);
  }
  expect(lines).toEqual(Array(2).fill(`${ENDPOINT} took all logs and says: this field is deprecated`));
});

test('losses are told when they begin, once a minute with the sum since, and when they have ended', () => {
  const losses = new LossReporter(counters, MINUTE, write);
  const lose = (count: number): void => {
    counters.dropped('logs', 'queue_full', count);
    losses.look();
    jest.advanceTimersByTime(1000);
  };
  for (let second = 0; second < 61; second++) lose(10);
  for (let second = 0; second < 15; second++) lose(0);
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(/^lost 10 log records \(queue_full\): /);
  expect(lines[1]).toMatch(/^lost 600 log records \(queue_full\): /);
  expect(lines[2]).toMatch(/^no more losses/);
});

const stats = () => counters.stats({ ringBytes: 0, memoryLimit: 0, spoolLimit: undefined });

test('the summary names what was lost and why; without losses there is none', () => {
  counters.accepted('logs', 10);
  counters.delivered('logs', 10);
  expect(lossSummary(stats(), 'exit')).toEqual([]);
  counters.accepted('traces', 10);
  counters.delivered('traces', 4);
  counters.rejected('traces', 1);
  counters.dropped('traces', 'shutdown', 5);
  counters.accepted('metrics', 2);
  counters.dropped('metrics', 'shutdown', 2);
  const [line, ...more] = lossSummary(stats(), 'exit');
  expect(more).toEqual([]);
  expect(line).toMatch(/4 of 10 spans delivered; 5 dropped \(shutdown\), 1 refused by the collector/);
  expect(line).toMatch(
    /^at exit: .*0 of 2 metric data points delivered; 2 dropped \(shutdown\).*: the process ended/,
  );
});

test('what keep rules withheld is told with what they kept and why', () => {
  const summary = () => keepSummary(stats(), 'exit');
  counters.judged({ isKept: true, reason: 'errors', threshold: undefined });
  expect(summary()).toEqual([]);
  counters.judged({ isKept: false, reason: 'rules' });
  counters.withheld('logs', 'rules', 2);
  counters.withheld('logs', 'age', 1);
  counters.withheld('traces', 'rules', 1);
  expect(summary()).toEqual([
    'at exit: kept 1 of 2 requests, jobs and root spans (errors 1); 1 span, 3 log records withheld (TRACEBRIDGE_KEEP)',
  ]);
});

test('endpoints are shown without credentials and query', () => {
  expect(shownEndpoint('https://user:pass@host:4318/v1/logs?key=secret#x')).toBe('https://host:4318/v1/logs');
  expect(shownEndpoint('secret')).not.toContain('secret');
});
