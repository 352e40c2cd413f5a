import { CORRELATION_ATTRIBUTE } from '../../src/tracing/correlation-attribute.js';
import { runShop } from '../support/services/shop.js';
import { TelemetryReceiver } from '../support/telemetry-receiver.js';

test('PostgreSQL, MariaDB, Redis and RabbitMQ: queries in the trace of the request, the ID in the messages, no secret in a text', async () => {
  const receiver = await TelemetryReceiver.start();
  const { status, stderr, lines } = await runShop(receiver.url);
  await receiver.close();
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
