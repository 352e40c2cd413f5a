import { type Attributes, INVALID_SPAN_CONTEXT, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { RequestDurations } from '../../../src/http/request-durations.js';
import type { DurationHistogram } from '../../../src/metrics/duration-histogram.js';

type RequestLabels = Parameters<RequestDurations['record']>[1];

const LABELS: RequestLabels = {
  method: 'GET',
  scheme: 'http',
  version: '1.1',
  status: 200,
  route: '/orders/:id',
  errorType: undefined,
};

function recordAll(labels: readonly RequestLabels[]): { key: string; attributes: Attributes }[] {
  const recorded: { key: string; attributes: Attributes }[] = [];
  const histogram = {
    record: (key: string, attributes: () => Attributes) => recorded.push({ key, attributes: attributes() }),
  };
  const durations = new RequestDurations(histogram as unknown as DurationHistogram);
  for (const one of labels)
    durations.record(0.1, one, ROOT_CONTEXT, trace.wrapSpanContext(INVALID_SPAN_CONTEXT));
  return recorded;
}

test('attributes are those of the semantic conventions, absent ones left out', () => {
  const failed = { ...LABELS, method: 'HTTP', version: undefined, status: undefined, errorType: 'TypeError' };
  expect(recordAll([LABELS, failed]).map(({ attributes }) => attributes)).toEqual([
    {
      'http.request.method': 'GET',
      'url.scheme': 'http',
      'network.protocol.version': '1.1',
      'http.response.status_code': 200,
      'http.route': '/orders/:id',
    },
    {
      'http.request.method': '_OTHER',
      'url.scheme': 'http',
      'http.route': '/orders/:id',
      'error.type': 'TypeError',
    },
  ]);
});

test('each label that differs makes another series, and only that', () => {
  const changes: Partial<RequestLabels>[] = [
    {},
    { method: 'POST' },
    { scheme: 'https' },
    { version: '2' },
    { status: 404 },
    { status: undefined },
    { route: undefined },
    { route: '/' },
    { errorType: '500' },
  ];
  const labels = changes.map((change) => ({ ...LABELS, ...change }));
  const keys = recordAll([...labels, ...labels.toReversed()]).map(({ key }) => key);
  expect(new Set(keys).size).toBe(changes.length);
  expect(keys.slice(changes.length)).toEqual(keys.slice(0, changes.length).toReversed());
});

test('routes that are made up from data do not grow it without end', () => {
  const labels = Array.from({ length: 2_500 }, (_, index) => ({ ...LABELS, route: `/${index}` }));
  const keys = recordAll(labels).map(({ key }) => key);
  expect(new Set(keys).size).toBe(labels.length);
});
