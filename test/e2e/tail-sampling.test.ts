import { randomUUID } from 'node:crypto';
import { Collector, DEFAULT_CONFIG } from '../support/backends/collector.js';
import { Jaeger } from '../support/backends/jaeger.js';
import { newTraceId, OtlpSender } from '../support/backends/otlp-sender.js';

jest.setTimeout(60_000);

test('of the traces the gateway keeps errors, slow ones and debugged correlation IDs; of the logs all', async () => {
  await using jaeger = await Jaeger.start();
  const debugged = randomUUID();
  await using collector = await Collector.start({
    configs: [DEFAULT_CONFIG, 'deploy/collector/gateway.yaml'],
    env: {
      JAEGER_ENDPOINT: jaeger.grpcEndpoint,
      LOGS_EXPORTERS: '[file]',
      TAIL_SAMPLING_WAIT: '1s',
      TAIL_SAMPLING_PERCENTAGE: '0',
      TAIL_SAMPLING_CORRELATION_IDS: `[${debugged}]`,
    },
  });
  const sender = new OtlpSender(collector.httpUrl);
  const [plain, failed, slow, followed] = [newTraceId(), newTraceId(), newTraceId(), newTraceId()];
  await sender.span('plain', { traceId: plain });
  await sender.span('failed', { traceId: failed, failed: true });
  await sender.span('slow', { traceId: slow, durationMillis: 1_500 });
  await sender.span('debugged', { traceId: followed, fields: { correlation_id: debugged } });
  await sender.log('of the plain trace', { traceId: plain });

  for (const traceId of [failed, slow, followed]) await jaeger.client.whenTrace(traceId);
  await collector.file.when('the log', ({ logs }) => logs.some(({ traceId }) => traceId === plain));

  // All four were decided on together: had the plain one been kept, it would be there with the others.
  await collector.stop();
  expect(await jaeger.client.trace(plain)).toEqual([]);
});
