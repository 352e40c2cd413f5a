import { once } from 'node:events';
import { connect } from 'node:net';
import type { Attributes } from '../../../src/otlp/model/attributes.js';
import type { HistogramPoint, MetricRecord } from '../../../src/otlp/model/metric.js';
import type { SpanRecord } from '../../../src/otlp/model/span.js';
import { AppProcess } from '../../support/http/app-process.js';
import { TelemetryReceiver } from '../../support/telemetry-receiver.js';

const HOST = 'Host: shop.example:8080\r\n';

/** Requests as they stand on the wire, the header of the host apart. */
const REQUESTS: readonly [string, string][] = [
  ['plain', `GET /ok HTTP/1.1\r\n${HOST}`],
  ['query', `GET /ok?page=2&sort=name HTTP/1.1\r\n${HOST}`],
  ['user agent', `GET /ok HTTP/1.1\r\n${HOST}User-Agent: check/1.0 (test)\r\n`],
  ['body', `POST /ok HTTP/1.1\r\n${HOST}Content-Length: 0\r\n`],
  ['other methods', `QUERY /ok HTTP/1.1\r\n${HOST}`],
  ['unknown method', `PURGE /ok HTTP/1.1\r\n${HOST}`],
  ['client error', `GET /missing HTTP/1.1\r\n${HOST}`],
  ['server error', `GET /boom HTTP/1.1\r\n${HOST}`],
  ['redirect', `GET /moved HTTP/1.1\r\n${HOST}`],
  ['no content', `DELETE /empty HTTP/1.1\r\n${HOST}`],
  ['host without port', 'GET /ok HTTP/1.1\r\nHost: shop.example\r\n'],
  ['IPv6 host', 'GET /ok HTTP/1.1\r\nHost: [2001:db8::1]:8080\r\n'],
  ['HTTP/1.0 without a host', 'GET /ok HTTP/1.0\r\n'],
  ['absolute form', `GET http://shop.example:8080/ok?a=1 HTTP/1.1\r\n${HOST}`],
  ['proxy', `GET /ok HTTP/1.1\r\n${HOST}X-Forwarded-For: 203.0.113.7, 10.0.0.1\r\n`],
  ['proxy with a port', `GET /ok HTTP/1.1\r\n${HOST}X-Forwarded-For: 203.0.113.7:4711\r\n`],
  ['proxied host', `GET /ok HTTP/1.1\r\n${HOST}X-Forwarded-Host: www.example:8443\r\n`],
  ['proxied host without port', `GET /ok HTTP/1.1\r\n${HOST}X-Forwarded-Host: www.example\r\n`],
  [
    'proxied host and scheme',
    `GET /ok HTTP/1.1\r\n${HOST}X-Forwarded-Host: www.example\r\nX-Forwarded-Proto: https\r\n`,
  ],
  ['Forwarded', `GET /ok HTTP/1.1\r\n${HOST}Forwarded: for=192.0.2.60;host="www.example:8443"\r\n`],
  ['parent', `GET /ok HTTP/1.1\r\n${HOST}traceparent: 00-${'a'.repeat(32)}-${'b'.repeat(16)}-01\r\n`],
  ['a handler that throws', `GET /throw HTTP/1.1\r\n${HOST}`],
];

type HistogramRecord = MetricRecord & { readonly points: HistogramPoint[] };

interface Outcome {
  readonly spans: SpanRecord[];
  readonly durations: ReturnType<typeof durationsOf>;
}

async function serve(preload: string): Promise<Outcome> {
  const receiver = await TelemetryReceiver.start();
  const app = await AppProcess.start('test/fixtures/http/stock-handler.cjs', ['--require', preload], {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_METRICS_EXPORTER: 'otlp',
    OTEL_LOGS_EXPORTER: 'none',
    OTEL_BSP_SCHEDULE_DELAY: '20',
  });
  try {
    const spans: SpanRecord[] = [];
    for (const [, head] of REQUESTS) {
      const socket = connect(app.port, '127.0.0.1');
      socket.write(`${head}Connection: close\r\n\r\n`);
      const closed = once(socket, 'close');
      if (!head.includes('/throw')) {
        socket.resume();
        await closed;
      }
      spans.push(await receiver.waitFor(() => servers(receiver)[spans.length]));
      socket.destroy();
    }
    await app.stop();
    return { spans, durations: durationsOf(await receiver.waitFor(() => receiver.metrics.find(isDuration))) };
  } finally {
    await app.stop();
    await receiver.close();
  }
}

function isDuration({ name }: MetricRecord): boolean {
  return name === 'http.server.request.duration';
}

/** A handler that threw has sent nothing; the stock instrumentation tells the status that would have been. */
function asSent(attributes: Attributes): Attributes {
  const { 'http.response.status_code': _, ...others } = attributes;
  return attributes['error.type'] === 'TypeError' ? others : attributes;
}

/** Without what the clock made of it, in an order of its own. */
function durationsOf(metric: MetricRecord) {
  const { name, unit, description, type, scope, points } = metric as HistogramRecord;
  const series = points.map(({ attributes, count, explicitBounds }) => ({
    attributes: asSent(attributes),
    count,
    explicitBounds,
  }));
  series.sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
  return { name, unit, description, type, scope, series };
}

function servers({ spans }: TelemetryReceiver): SpanRecord[] {
  return spans.filter(({ kind }) => kind === 'server');
}

let stock: Outcome;
let own: Outcome;

beforeAll(async () => {
  [stock, own] = await Promise.all([
    serve('./test/fixtures/http/stock-sdk.cjs'),
    serve('./dist/register.js'),
  ]);
});

/** Semantic conventions, "HTTP spans", "Name": `{method}` is HTTP for a method that is not known. */
const NAMES: Readonly<Record<string, string>> = { PURGE: 'HTTP' };

/**
 * What is the bridge's own: `url.scheme` is of the URL that a proxy was asked for, as address and port are, and
 * `client.address` believes a proxy where it is told to, as `client_ip` of the log does.
 */
const PROXIED: Readonly<Record<string, Attributes>> = {
  proxy: { 'client.address': '127.0.0.1' },
  'proxy with a port': { 'client.address': '127.0.0.1' },
  Forwarded: { 'client.address': '127.0.0.1' },
  'proxied host and scheme': { 'url.scheme': 'https' },
};

test.each(REQUESTS.map(([name], index) => [name, index] as const))('%s', (request, index) => {
  const [theirs, ours] = [stock.spans[index]!, own.spans[index]!];
  const { correlation_id, ...attributes } = ours.attributes;
  expect(correlation_id).toEqual(expect.any(String));
  expect(attributes).toEqual({
    ...theirs.attributes,
    ...PROXIED[request],
    'network.peer.port': attributes['network.peer.port'],
  });
  const name = NAMES[theirs.name] ?? theirs.name;
  expect([ours.name, ours.kind, ours.status.code]).toEqual([name, theirs.kind, theirs.status.code]);
  expect(ours.scope).toEqual(theirs.scope);
  expect([ours.parentSpanId, ours.traceState]).toEqual([theirs.parentSpanId, theirs.traceState]);
});

test('the metric has the same series', () => {
  // The request that a proxy was asked by https for is one of the plain ones there.
  const { series, ...metric } = own.durations;
  const proxied = series.filter(({ attributes }) => attributes['url.scheme'] === 'https');
  const direct = series.filter((each) => !proxied.includes(each));
  for (const each of direct) if (isPlain(each.attributes)) each.count++;
  expect({ ...metric, series: direct }).toEqual(stock.durations);
  expect(proxied).toMatchObject([{ count: 1, attributes: { 'http.response.status_code': 200 } }]);
});

function isPlain(attributes: Attributes): boolean {
  return (
    attributes['http.request.method'] === 'GET' &&
    attributes['http.response.status_code'] === 200 &&
    attributes['network.protocol.version'] === '1.1'
  );
}
