import { join } from 'node:path';
import { CORRELATION_ATTRIBUTE } from '../../src/tracing/correlation-attribute.js';
import { REGISTER, ROOT, runProgram } from '../support/run-program.js';
import { startMariadb } from '../support/services/mariadb.js';
import { startPostgres } from '../support/services/postgres.js';
import { startRabbitmq } from '../support/services/rabbitmq.js';
import { startRedis } from '../support/services/redis.js';
import { TelemetryReceiver } from '../support/telemetry-receiver.js';

const FOLDER = join(ROOT, 'test/fixtures/services');

let receiver: TelemetryReceiver;
let stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(stops.map((stop) => stop()));
  stops = [];
});

test('PostgreSQL, MariaDB, Redis and RabbitMQ: queries in the trace of the request, the ID in the messages, no secret in a text', async () => {
  const started = [startPostgres(), startMariadb(), startRedis(), startRabbitmq()] as const;
  for (const each of await Promise.allSettled(started))
    if (each.status === 'fulfilled') stops.push(() => each.value.stop());
  const [postgres, mariadb, redis, rabbitmq] = await Promise.all(started);
  receiver = await TelemetryReceiver.start();
  stops.push(() => receiver.close());

  const { status, stderr, lines } = await runProgram(
    ['--require', REGISTER, 'shop.cjs'],
    {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_SEMCONV_STABILITY_OPT_IN: 'database',
      POSTGRES: postgres.folder,
      MARIADB: mariadb.socket,
      REDIS: redis.path,
      RABBITMQ: rabbitmq.url,
    },
    { cwd: FOLDER },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });

  const { spans } = receiver;
  const server = spans.find(({ kind }) => kind === 'server');
  const inRequest = (name: string) => {
    const span = spans.find((each) => each.name === name && each.traceId === server?.traceId);
    expect({ name, parent: span?.parentSpanId }).toEqual({ name, parent: server?.spanId as string });
    expect(span?.attributes[CORRELATION_ATTRIBUTE]).toBe('order-7');
    return span;
  };
  for (const name of ['pg.query:SELECT postgres', 'SELECT', 'set', 'publish <default>']) inRequest(name);
  for (const name of ['pg.query:SELECT postgres', 'SELECT']) {
    const text = inRequest(name)?.attributes['db.query.text'];
    expect(text).toMatch(/^SELECT 'password=\[REDACTED\]/);
  }
  expect(JSON.stringify(receiver.bodies.map(String))).not.toContain('hunter2');

  // The job is linked to the request, whose ID it has; its query is in its trace.
  const job = spans.find(({ name }) => name === 'process shipping');
  expect(job?.links.map((link) => link.traceId)).toEqual([server?.traceId]);
  expect(job?.attributes[CORRELATION_ATTRIBUTE]).toBe('order-7');
  expect(
    spans.find(({ traceId, parentSpanId }) => traceId === job?.traceId && parentSpanId === job?.spanId)?.name,
  ).toBe('pg.query:SELECT postgres');
  expect(lines.map(({ message, correlation_id }) => [message, correlation_id])).toEqual(
    ['ordered', 'Job started', 'shipped', 'Job completed'].map((message) => [message, 'order-7']),
  );
}, 120_000);
