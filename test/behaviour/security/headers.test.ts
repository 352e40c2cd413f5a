import { AppProcess } from '../../support/http/app-process.js';
import { sendRaw } from '../../support/http/client.js';
import { REGISTER } from '../../support/run-program.js';
import { TelemetryReceiver } from '../../support/telemetry-receiver.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN_ID = '00f067aa0ba902b7';
const PARENT = `00-${TRACE_ID}-${SPAN_ID}-01`;

let receiver: TelemetryReceiver;
let app: AppProcess;
let tag = 0;

async function start(env: NodeJS.ProcessEnv = {}): Promise<void> {
  receiver = await TelemetryReceiver.start();
  app = await AppProcess.start('test/fixtures/security/server.cjs', ['--require', REGISTER], {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_BSP_SCHEDULE_DELAY: '50',
    ...env,
  });
}

afterEach(async () => {
  await app.stop();
  await receiver.close();
});

interface Outcome {
  readonly head: string[];
  readonly correlationHeader: string | undefined;
  readonly body: { correlationId: string; headers: Record<string, string>; baggage: number };
  /** Trace ID of the request's log line. */
  readonly traceId: string | undefined;
}

/** Sends header lines as they are, bytes as Latin-1. */
async function send(lines: readonly string[], path = '/'): Promise<Outcome> {
  const mark = `request-${++tag}`;
  const all = [`GET ${path} HTTP/1.1`, 'host: a', 'connection: close', `x-tag: ${mark}`, ...lines];
  const answer = await sendRaw(app.port, `${all.join('\r\n')}\r\n\r\n`);
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  const headLines = head.split('\r\n');
  const { trace_id: traceId } = await app.waitForLine((line) => line.tag === mark);
  return {
    head: headLines,
    correlationHeader: headLines.find((line) => /^x-correlation-id:/i.test(line))?.replace(/^[^:]+: /, ''),
    body: JSON.parse(body.slice(body.indexOf('{'), body.lastIndexOf('}') + 1)),
    traceId,
  };
}

const spanOf = (traceId: string | undefined) =>
  receiver.waitFor(() => receiver.spans.find((span) => span.traceId === traceId && span.kind === 'server'));

const names = (head: readonly string[]) => head.slice(1).map((line) => line.split(':')[0]?.toLowerCase());

test('a correlation ID that is not accepted is replaced, and shows nowhere', async () => {
  await start({ TRACEBRIDGE_BAGGAGE: 'true' });
  const bad = [
    ['x-correlation-id: forged id with spaces'],
    [`x-correlation-id: forged${'a'.repeat(123)}`],
    ['x-correlation-id: forged%0d%0aset-cookie:%20a=1'],
    ['x-correlation-id: forged\u00e9'],
    ['x-correlation-id: forged"}{"level":"ERROR'],
    ['x-correlation-id: forged-1', 'x-correlation-id: forged-2'],
    ['x-correlation-id: '],
    ['baggage: correlation_id=forged%0d%0aset-cookie:%20a=1'],
    ['baggage: correlation_id=forged%00%1b[31m'],
  ];
  for (const lines of bad) {
    const { head, correlationHeader, body, traceId } = await send(lines);
    expect(head[0]).toBe('HTTP/1.1 200 OK');
    expect(names(head)).not.toContain('set-cookie');
    expect(correlationHeader).toMatch(UUID);
    expect(body.correlationId).toBe(correlationHeader);
    expect(traceId).toBe(correlationHeader?.replaceAll('-', ''));
    expect((await spanOf(traceId)).attributes.correlation_id).toBe(correlationHeader);
  }
  await app.stop();
  expect(Buffer.concat(receiver.bodies).toString('latin1')).not.toContain('forged');
});

test('the longest correlation ID that is accepted goes on as it is', async () => {
  await start();
  const id = 'a'.repeat(128);
  expect((await send([`x-correlation-id: ${id}`])).correlationHeader).toBe(id);
});

test('a traceparent that is malformed starts a trace of its own', async () => {
  await start();
  const bad = [
    `ff-${TRACE_ID}-${SPAN_ID}-01`,
    `00-${'0'.repeat(32)}-${SPAN_ID}-01`,
    `00-${TRACE_ID}-${'0'.repeat(16)}-01`,
    `00-${TRACE_ID.toUpperCase()}-${SPAN_ID}-01`,
    `00-${TRACE_ID}-${SPAN_ID}`,
    `00-${TRACE_ID}-${SPAN_ID}-01-more`,
    `00-${TRACE_ID}-${SPAN_ID}-0x`,
    `00-${TRACE_ID}`,
    `${PARENT}, ${PARENT}`,
    'a'.repeat(8_000),
  ];
  for (const value of bad) {
    const { traceId, correlationHeader } = await send([`traceparent: ${value}`]);
    expect(traceId).not.toBe(TRACE_ID);
    expect(traceId).toBe(correlationHeader?.replaceAll('-', ''));
    expect((await spanOf(traceId)).parentSpanId).toBeFalsy();
  }
});

test('flags ff of a valid traceparent count as sampled and random, and go on as 03', async () => {
  await start();
  const { traceId, body } = await send([`traceparent: 00-${TRACE_ID}-${SPAN_ID}-ff`], '/out');
  expect(traceId).toBe(TRACE_ID);
  expect(body.headers.traceparent).toMatch(new RegExp(`^00-${TRACE_ID}-[0-9a-f]{16}-03$`));
});

test('tracestate and baggage beyond their limits are cut, the request is served', async () => {
  await start();
  const tracestate = `a=${'x'.repeat(511)}`;
  expect(tracestate).toHaveLength(513);
  const members = Array.from({ length: 200 }, (_, index) => `key${index}=value`).join(',');
  const { traceId, body } = await send(
    [`traceparent: ${PARENT}`, `tracestate: ${tracestate}`, `baggage: ${members}`],
    '/out',
  );
  expect(traceId).toBe(TRACE_ID);
  expect(body.headers.tracestate ?? '').not.toContain('xxx');
  expect(body.baggage).toBeLessThanOrEqual(180);
  expect((body.headers.baggage ?? '').length).toBeLessThanOrEqual(8192);
});

test('baggage with line breaks in it is passed on encoded', async () => {
  await start();
  const { body } = await send(['baggage: note=a%0d%0ax-forged:%201'], '/out');
  expect(body.headers).not.toHaveProperty('x-forged');
  expect(body.headers.baggage ?? '').not.toMatch(/[\r\n]/);
});

test('an untrusted trace context is linked to, or ignored', async () => {
  await start({ TRACEBRIDGE_TRUST: 'link' });
  const linked = await send([`traceparent: ${PARENT}`, 'x-correlation-id: order-7']);
  expect(linked.traceId).not.toBe(TRACE_ID);
  expect(linked.correlationHeader).toBe('order-7');
  const span = await spanOf(linked.traceId);
  expect(span.parentSpanId).toBeFalsy();
  expect(span.links).toMatchObject([{ traceId: TRACE_ID, spanId: SPAN_ID }]);
  await app.stop();
  await receiver.close();

  await start({ TRACEBRIDGE_TRUST: 'ignore' });
  const ignored = await send([`traceparent: ${PARENT}`, 'x-correlation-id: order-7', 'baggage: a=1']);
  expect(ignored.traceId).not.toBe(TRACE_ID);
  expect(ignored.correlationHeader).toMatch(UUID);
  expect(ignored.body.baggage).toBe(0);
  const own = await spanOf(ignored.traceId);
  expect(own.parentSpanId).toBeFalsy();
  expect(own.links).toEqual([]);
});
