import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openKeepFile } from '../../../src/dev/exchange/keep-file.js';
import { decodeRequest } from '../../../src/otlp/decode-request.js';
import { logsBody, newTraceId, sumMetricsBody, tracesBody } from '../../support/dev/otlp-json.js';
import { storeWith, take } from '../../support/dev/store.js';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tracebridge-keep-file-'));
  file = join(folder, 'kept.jsonl');
});

afterEach(() => rmSync(folder, { recursive: true }));

const span = (name: string) => JSON.stringify(tracesBody('api', [{ traceId: newTraceId(), name }]));
const metrics = JSON.stringify(sumMetricsBody('api', 'requests', [{ value: 7, attributes: {} }]));
/** As newer Collectors write it: with fields that are not known here. */
const foreign = span('foreign').replace(/\}$/, ',"x":{"y":[1]}}');
const read = () => readFileSync(file, 'utf8');

test.each([
  ['whole lines', [foreign, metrics, JSON.stringify(logsBody('api', [{}])), ''].join('\n')],
  ['lines of Windows', [span('one'), metrics, ''].join('\r\n')],
  ['a torn last line', `${span('one')}\n${metrics.slice(0, 60)}`],
  ['nothing', ''],
])('a file that fits stays as it is, byte by byte; what comes is added: %s', async (_what, before) => {
  writeFileSync(file, before);
  const store = storeWith();
  const kept = await openKeepFile(file, store);
  expect([...store.series.all()].length).toBe(before.includes(metrics) ? 1 : 0);
  take(store, 'traces', tracesBody('api', [{ traceId: newTraceId(), name: 'added' }]));
  kept.close();
  expect(read().startsWith(before)).toBe(true);
  const added = read().slice(before.length).trimStart();
  expect(decodeRequest('traces', Buffer.from(added), 'application/json')).toMatchObject({
    spans: [{ name: 'added' }],
  });
  const again = storeWith();
  (await openKeepFile(file, again)).close();
  expect(again.traces.size.traces).toBe(store.traces.size.traces);
});

test('a line with several signals is read whole', async () => {
  const spans = tracesBody('api', [{ traceId: newTraceId() }]);
  writeFileSync(file, JSON.stringify({ ...spans, ...logsBody('api', [{}]), ...JSON.parse(metrics) }));
  const store = storeWith();
  (await openKeepFile(file, store)).close();
  expect(store.received).toEqual({ spans: 1, logs: 1, points: 1 });
});

test('what is cleared does not come back; what comes later does', async () => {
  writeFileSync(file, `${span('before')}\n${metrics}\n`);
  const store = storeWith();
  const kept = await openKeepFile(file, store);
  take(store, 'traces', tracesBody('api', [{ traceId: newTraceId(), name: 'added' }]));
  store.clear();
  expect(read()).toBe('');
  take(store, 'traces', tracesBody('api', [{ traceId: newTraceId(), name: 'after' }]));
  kept.close();
  const again = storeWith();
  (await openKeepFile(file, again)).close();
  expect([...again.traces.all()].flatMap(({ spans }) => [...spans.values()].map(({ name }) => name))).toEqual(
    ['after'],
  );
});

test('a file beyond the bounds is written anew with its newest traces and all of its metrics', async () => {
  const spans = Array.from({ length: 30 }, (_, index) => span(`span ${index}`));
  writeFileSync(file, `${[metrics, ...spans, metrics].join('\n')}\n`);
  const store = storeWith({ maxRecords: 10 });
  (await openKeepFile(file, store)).close();
  const lines = read().trimEnd().split('\n');
  expect(lines.filter((line) => line === metrics)).toHaveLength(2);
  expect(lines.length - 2).toBe(store.traces.size.traces);
  expect(read()).toContain('span 29');
  expect(read()).not.toContain('span 3"');
});
