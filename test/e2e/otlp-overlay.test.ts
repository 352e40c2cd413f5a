import { Collector } from '../support/backends/collector.js';
import { OtlpSender } from '../support/backends/otlp-sender.js';
import { OTLP_CONFIGS } from '../support/backends/profiles.js';
import { type Answer, HttpSink, type SinkRequest } from '../support/sinks/http-sink.js';

/** A vendor's OTLP endpoint below a path of its own, that knows one key. */
class Vendor extends HttpSink {
  protected override answer({ headers }: SinkRequest): Answer {
    return { status: headers['x-vendor-key'] === 'k1' ? 200 : 401 };
  }
}

test("deploy/collector/otlp.yaml: all signals to any vendor's endpoint, with its headers", async () => {
  await using vendor = await new Vendor().open();
  await using collector = await Collector.start({
    configs: OTLP_CONFIGS,
    env: {
      BACKEND_OTLP_ENDPOINT: `${vendor.url}/otlp`,
      BACKEND_OTLP_HEADERS: '{x-vendor-key: k1, x-vendor-dataset: "shop, eu"}',
    },
  });
  const sender = new OtlpSender(collector.httpUrl);
  await sender.log('order taken');
  await sender.span('GET /orders');
  await sender.counter('orders', 1);
  await vendor.when('all signals', () => vendor.requests.length >= 3);
  expect(vendor.requests.map(({ path }) => path).sort()).toEqual([
    '/otlp/v1/logs',
    '/otlp/v1/metrics',
    '/otlp/v1/traces',
  ]);
  for (const { headers } of vendor.requests)
    expect(headers).toMatchObject({
      'x-vendor-key': 'k1',
      'x-vendor-dataset': 'shop, eu',
      'content-encoding': 'gzip',
    });
});
