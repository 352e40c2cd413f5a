import { join } from 'node:path';
import { REGISTER, ROOT, runProgram } from '../support/run-program.js';
import { startRedis } from '../support/services/redis.js';
import { TelemetryReceiver } from '../support/telemetry-receiver.js';

test('the BullMQ example: the job runs under the correlation ID of whoever added it', async () => {
  const redis = await startRedis();
  const receiver = await TelemetryReceiver.start();
  try {
    const outcome = await runProgram(['--require', REGISTER, join(ROOT, 'examples/bullmq/mail.js')], {
      REDIS_SOCKET: redis.path,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    });
    expect(outcome).toMatchObject({ status: 0, stderr: '' });
    const sent = outcome.lines.find(({ message }) => message === 'Mail sent');
    expect(sent).toMatchObject({ logger: 'mail', to: 'ada', correlation_id: 'order-42' });
    expect(receiver.logs.filter(({ body }) => body === 'Mail sent')).toHaveLength(1);
    const consumer = receiver.spans.find(({ kind }) => kind === 'consumer');
    expect(consumer?.attributes).toMatchObject({ correlation_id: 'order-42' });
  } finally {
    await receiver.close();
    await redis.stop();
  }
}, 60_000);
