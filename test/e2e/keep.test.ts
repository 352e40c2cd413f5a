import { Collector } from '../support/backends/collector.js';
import { plainAttributes } from '../support/backends/otlp-json.js';
import { isKept, KeepApp, partsOf, WHOLE } from '../support/keep-app.js';

jest.setTimeout(600_000);

test('keep rules: a real Collector gets whole requests of those that are kept, and nothing of the others', async () => {
  // 100,000 by hand: TRACEBRIDGE_TEST_KEEP_REQUESTS=100000 npm run test:e2e -- e2e/keep
  const count = Number(process.env.TRACEBRIDGE_TEST_KEEP_REQUESTS ?? 5000);
  await using collector = await Collector.start({
    env: { TRACES_EXPORTERS: '[file]', LOGS_EXPORTERS: '[file]' },
  });
  using app = await KeepApp.start({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.httpUrl });
  expect(await app.ask(count)).toHaveLength(count);
  const { logs, traces } = await app.stats();
  await app.end('end');
  const kept = Array.from({ length: count }, (_, number) => number).filter(isKept);
  const written = await collector.file.when(
    'what was kept',
    (now) => now.spans.length >= traces.accepted && now.logs.length >= logs.accepted,
  );
  const parts = partsOf([
    ...written.spans.map(({ traceId, name, attributes }) => ({
      traceId,
      text: String(plainAttributes(attributes)['url.path'] ?? name),
    })),
    ...written.logs.map(({ traceId, body }) => ({ traceId, text: String(body?.stringValue) })),
  ]);
  expect([...parts.keys()].sort((one, other) => one - other)).toEqual(kept);
  expect([...parts.values()].filter((all) => all.join() !== WHOLE.join())).toEqual([]);
  expect(logs.captured - logs.withheld - logs.accepted).toBe(0);
  expect({ spans: traces.captured, logs: logs.captured }).toEqual({ spans: 2 * count, logs: 3 * count });
});
