import { type Item, REGISTER, runApp } from '../../support/apps/run-app.js';

const APP = 'test/fixtures/http/stock-client.cjs';

interface Outcome {
  readonly spans: Item[];
  /** A point each. */
  readonly durations: Item[];
}

async function ask(preload: string): Promise<Outcome> {
  const { spans, metrics } = await runApp({
    args: ['--require', preload, APP],
    env: { OTEL_METRICS_EXPORTER: 'otlp', OTEL_LOGS_EXPORTER: 'none' },
  });
  return {
    spans: spans.filter(({ kind }) => kind === 'client'),
    durations: metrics.filter(({ name }) => name === 'http.client.request.duration'),
  };
}

let stock: Outcome;
let own: Outcome;

beforeAll(async () => {
  [stock, own] = await Promise.all([ask('./test/fixtures/http/stock-sdk.cjs'), ask(REGISTER)]);
}, 60_000);

/** Semantic conventions, "HTTP spans", "Name": `{method}` is HTTP for a method that is not known. */
const NAMES: Readonly<Record<string, string>> = { PURGE: 'HTTP' };

/** What differs on purpose: the ID, and where there is a difference between processes at all. */
function comparable({ attributes }: Item) {
  const { correlation_id, 'network.peer.port': _, ...others } = attributes;
  const url = new URL(others['url.full']);
  url.port &&= '0';
  // Masked by the bridge's own rule, as everything that leaves the process.
  if (url.searchParams.has('sig')) url.searchParams.set('sig', 'masked');
  if (url.username !== '') url.username = url.password = 'masked';
  return { ...others, 'url.full': url.href, 'server.port': others['server.port'] > 1024 };
}

test('outgoing requests have the spans of the stock instrumentation', () => {
  expect(stock.spans.length).toBeGreaterThan(14);
  expect(own.spans.map(comparable)).toEqual(stock.spans.map(comparable));
  const named = ({ name, kind, status, scope, parentSpanId }: Item) => [
    name,
    kind,
    status.code,
    scope,
    parentSpanId,
  ];
  expect(own.spans.map(named)).toEqual(
    stock.spans.map((span) => named({ ...span, name: NAMES[span.name] ?? span.name })),
  );
  expect(JSON.stringify(own.spans)).not.toContain('secret');
});

test('and its metric', () => {
  const comparablePoints = ({ durations }: Outcome) =>
    durations
      .map(({ name, unit, description, instrument, scope, attributes, count, explicitBounds }) => {
        const series = { ...attributes, 'server.port': attributes['server.port'] > 1024 };
        return { name, unit, description, instrument, scope, series, count, explicitBounds };
      })
      .sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
  expect(own.durations.length).toBeGreaterThan(5);
  expect(comparablePoints(own)).toEqual(comparablePoints(stock));
});
