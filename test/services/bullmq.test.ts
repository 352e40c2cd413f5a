import { once } from 'node:events';
import { join } from 'node:path';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Histogram } from '@opentelemetry/sdk-metrics';
import {
  DelayedError,
  FlowProducer,
  type Job,
  type JobsOptions,
  type Processor,
  Queue,
  Worker,
  type WorkerOptions,
} from 'bullmq';
import { createTelemetry, instrumentQueue, instrumentWorker, telemetry } from '../../src/bullmq.js';
import { parseKeepRules } from '../../src/config/keep-rules.js';
import { correlationIdToTraceId } from '../../src/correlation/correlation-id.js';
import { getLoggingContext } from '../../src/correlation/current.js';
import { getCorrelationId, withCorrelationId } from '../../src/correlation/scope.js';
import { COUNTERS_BYTES, Counters } from '../../src/export/counters.js';
import type { KeepUnit } from '../../src/keep/keep-unit.js';
import { activeUnit, Keeper, setKeeper } from '../../src/keep/keeper.js';
import { KeepPolicy } from '../../src/keep/policy.js';
import { getLogger } from '../../src/logs/logger/get-logger.js';
import { timed } from '../../src/tracing/timed/index.js';
import { getMetricsCollector } from '../../src/workers/index.js';
import { captureLogLines, type LogLines } from '../support/log-lines.js';
import { startTestSdk, type TestSdk } from '../support/sdk.js';
import { startRedis, type TestRedis } from '../support/services/redis.js';

let redis: TestRedis;
let sdk: TestSdk;
let lines: LogLines;
let closers: (() => Promise<unknown>)[];
let queueNumber = 0;

beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());
beforeEach(() => {
  sdk = startTestSdk();
  lines = captureLogLines();
  closers = [];
});
afterEach(async () => {
  for (const close of closers.reverse()) await close();
  lines.stop();
  await sdk.stop();
});

const CORRELATION = '0190b7c1-2222-4333-8444-555566667777';

function connection() {
  return { path: redis.path, maxRetriesPerRequest: null };
}

function makeQueue(options: { telemetry?: typeof telemetry } = { telemetry }): Queue {
  const queue = new Queue(`mail-${++queueNumber}`, { connection: connection(), ...options });
  closers.push(() => queue.close());
  return queue;
}

function makeWorker(queue: Queue, process: Processor | string, options: Partial<WorkerOptions> = {}): Worker {
  const worker = new Worker(queue.name, process, { connection: connection(), telemetry, ...options });
  worker.on('error', () => {});
  closers.push(() => worker.close(true));
  return instrumentWorker(worker);
}

/** Adds a job as a request does. */
function addInRequest(queue: Queue, options: JobsOptions = {}): Promise<Job> {
  return withCorrelationId(CORRELATION, () =>
    trace.getTracer('test').startActiveSpan('request', async (span) => {
      try {
        return await queue.add('welcome', { to: 'ann' }, options);
      } finally {
        span.end();
      }
    }),
  );
}

/** Resolves when the spans of `count` runs have ended. */
function runs(queue: Queue, count: number) {
  return sdk.ended(`process ${queue.name}`, count);
}

test('a job runs under the correlation ID of the request that added it, in a trace of its own with a link', async () => {
  const queue = makeQueue();
  const step = timed('render', () => getLogger('mail').info('rendering'));
  let fields: unknown;
  makeWorker(queue, async () => {
    await new Promise((resolve) => setImmediate(resolve));
    step();
    fields = getLoggingContext()?.toDict();
  });
  const job = await addInRequest(queue);
  const [span] = await runs(queue, 1);

  const request = sdk.span('request').spanContext();
  const added = sdk.span(`add ${queue.name}.welcome`);
  expect(added.kind).toBe(SpanKind.PRODUCER);
  expect(added.spanContext().traceId).toBe(request.traceId);
  expect(added.attributes).toMatchObject({
    'messaging.system': 'bullmq',
    'messaging.destination.name': queue.name,
    'messaging.message.id': job.id,
    'bullmq.job.id': job.id,
  });
  expect(span?.kind).toBe(SpanKind.CONSUMER);
  expect(span?.parentSpanContext).toBeUndefined();
  expect(span?.spanContext().traceId).not.toBe(request.traceId);
  expect(span?.links.map((link) => link.context.spanId)).toEqual([added.spanContext().spanId]);
  expect(span?.attributes).toMatchObject({
    correlation_id: CORRELATION,
    'messaging.system': 'bullmq',
    'messaging.destination.name': queue.name,
    'messaging.message.id': job.id,
    'bullmq.job.name': 'welcome',
    'bullmq.job.attempts.made': 1,
  });
  expect(fields).toMatchObject({
    correlation_id: CORRELATION,
    service_name: queue.name,
    job_id: job.id,
  });
  expect(lines.find('rendering')).toMatchObject({
    correlation_id: CORRELATION,
    trace_id: span?.spanContext().traceId,
  });
  expect(lines.find('Job completed')).toMatchObject({ job_id: job.id, attempt: 1, logger: queue.name });
  expect(getMetricsCollector().getMetrics(queue.name)).toMatchObject({
    jobs_processed: 1,
    current_job_ids: [],
  });
  expect(
    sdk
      .spans()
      .map((ended) => ended.name)
      .sort(),
  ).toEqual([`add ${queue.name}.welcome`, 'request', 'render', `process ${queue.name}`].sort());
});

test('keep rules decide on each attempt: one that fails is kept', async () => {
  const counters = new Counters(new SharedArrayBuffer(COUNTERS_BYTES));
  const limits = { unitRecords: 100, unitBytes: 10_000, unitAgeMillis: 60_000, maxBytes: 100_000 };
  const keeper = new Keeper(new KeepPolicy(parseKeepRules('errors')!), limits, counters);
  setKeeper(keeper);
  try {
    const queue = makeQueue();
    const units: (KeepUnit | undefined)[] = [];
    makeWorker(queue, async ({ attemptsMade }) => {
      units.push(activeUnit());
      if (attemptsMade === 0) throw new Error('not yet');
    });
    await addInRequest(queue, { attempts: 2 });
    await runs(queue, 2);
    expect(units.map((unit) => unit?.verdict)).toEqual([
      { isKept: true, reason: 'errors', threshold: undefined },
      { isKept: false, reason: 'rules' },
    ]);
  } finally {
    keeper.end();
  }
});

test("parent 'child' keeps the job in the trace of the request", async () => {
  const queue = makeQueue();
  makeWorker(queue, async () => {}, { telemetry: createTelemetry({ parent: 'child' }) });
  await addInRequest(queue);
  const [span] = await runs(queue, 1);
  expect(span?.parentSpanContext?.spanId).toBe(sdk.span(`add ${queue.name}.welcome`).spanContext().spanId);
});

test('a job of a producer without telemetry has its ID as correlation ID', async () => {
  const queue = makeQueue({});
  let id: unknown;
  makeWorker(queue, async () => {
    id = getCorrelationId();
  });
  await queue.add('welcome', {}, { jobId: 'order-17' });
  const [span] = await runs(queue, 1);
  expect(id).toBe('order-17');
  expect(span?.spanContext().traceId).toBe(correlationIdToTraceId('order-17'));
  expect(span?.links).toEqual([]);
});

test('retries are runs of their own with their number, each linked to what added the job', async () => {
  const queue = makeQueue();
  let attempts = 0;
  makeWorker(queue, async () => {
    if (++attempts < 3) throw new RangeError(`attempt ${attempts}`);
  });
  await addInRequest(queue, { attempts: 3, backoff: { type: 'fixed', delay: 5 } });
  const spans = await runs(queue, 3);

  expect(spans.map((span) => span.attributes['bullmq.job.attempts.made'])).toEqual([1, 2, 3]);
  expect(spans.map((span) => span.attributes['error.type'])).toEqual(['RangeError', 'RangeError', undefined]);
  expect(spans.map((span) => span.status.code)).toEqual([
    SpanStatusCode.ERROR,
    SpanStatusCode.ERROR,
    SpanStatusCode.UNSET,
  ]);
  expect(new Set(spans.map((span) => span.spanContext().traceId)).size).toBe(3);
  const added = sdk.span(`add ${queue.name}.welcome`).spanContext().spanId;
  expect(spans.map((span) => span.links.map((link) => link.context.spanId))).toEqual([
    [added],
    [added],
    [added],
  ]);
  expect(new Set(spans.map((span) => span.attributes.correlation_id))).toEqual(new Set([CORRELATION]));
  const failed = lines.all().filter((line) => line.message === 'Job failed');
  expect(failed).toMatchObject([
    { attempt: 1, error_type: 'RangeError', exception: { type: 'RangeError', message: 'attempt 1' } },
    { attempt: 2, error_type: 'RangeError', exception: { type: 'RangeError', message: 'attempt 2' } },
  ]);
  expect(getMetricsCollector().getMetrics(queue.name)).toMatchObject({ jobs_processed: 1, jobs_failed: 2 });
});

test('jobs at the same time each have their own context', async () => {
  const queue = makeQueue();
  const seen = new Map<string, unknown>();
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  let running = 0;
  makeWorker(
    queue,
    async (job) => {
      if (++running === 5) open();
      await gate;
      seen.set(job.id ?? '', getLoggingContext()?.extra.job_id);
    },
    { concurrency: 5 },
  );
  await queue.addBulk(
    Array.from({ length: 5 }, (_, i) => ({ name: 'n', data: {}, opts: { jobId: `job-${i}` } })),
  );
  await gate;
  const spans = await runs(queue, 5);
  expect([...seen].every(([id, seenId]) => id === seenId)).toBe(true);
  expect(new Set(spans.map((span) => span.attributes['messaging.message.id'])).size).toBe(5);
});

test('a worker made in a request does not run its jobs in it', async () => {
  const queue = makeQueue({});
  withCorrelationId('of-the-request', () => makeWorker(queue, async () => getCorrelationId()));
  await queue.add('welcome', {}, { jobId: 'own-id' });
  const [span] = await runs(queue, 1);
  expect(span?.attributes.correlation_id).toBe('own-id');
});

test('delayed and repeating jobs: a trace for each run, linked to what scheduled them', async () => {
  const queue = makeQueue();
  makeWorker(queue, async () => {});
  await addInRequest(queue, { delay: 30 });
  await runs(queue, 1);
  await withCorrelationId('schedule-1', () =>
    queue.upsertJobScheduler('tick', { every: 50 }, { name: 'tick' }),
  );
  const spans = (await runs(queue, 4)).slice(1);
  await queue.removeJobScheduler('tick');
  expect(new Set(spans.map((span) => span.spanContext().traceId)).size).toBe(spans.length);
  for (const span of spans) {
    expect(span.links).toHaveLength(1);
    expect(span.attributes.correlation_id).toBe('schedule-1');
  }
});

test('a job that puts itself back is released: neither done nor failed', async () => {
  const queue = makeQueue();
  let moved = false;
  makeWorker(queue, async (job, token) => {
    if (moved) return;
    moved = true;
    await job.moveToDelayed(Date.now() + 10, token);
    throw new DelayedError();
  });
  await addInRequest(queue);
  const [first, second] = await runs(queue, 2);
  expect(first?.attributes['tracebridge.job.released']).toBe(true);
  expect(first?.status.code).toBe(SpanStatusCode.UNSET);
  expect(second?.attributes['tracebridge.job.released']).toBeUndefined();
  expect(getMetricsCollector().getMetrics(queue.name)).toMatchObject({
    jobs_processed: 1,
    jobs_failed: 0,
    current_job_ids: [],
  });
});

test('a stalled job runs again under its correlation ID', async () => {
  const queue = makeQueue();
  const stuck = makeWorker(queue, () => new Promise(() => {}), {
    lockDuration: 100,
    skipLockRenewal: true,
    skipStalledCheck: true,
  });
  const active = once(stuck, 'active');
  await addInRequest(queue);
  await active;
  await stuck.close(true);
  makeWorker(queue, async () => {}, { name: `${queue.name}-rescuer`, stalledInterval: 100 });
  await sdk.ended(`process ${queue.name}-rescuer`);
  const span = sdk.span(`process ${queue.name}-rescuer`);
  expect(span.attributes.correlation_id).toBe(CORRELATION);
  expect(span.links[0]?.context.spanId).toBe(sdk.span(`add ${queue.name}.welcome`).spanContext().spanId);
  expect(getMetricsCollector().getMetrics(`${queue.name}-rescuer`)).toMatchObject({ jobs_processed: 1 });
});

test('a sandboxed processor: its errors are told, and it can join the trace', async () => {
  const queue = makeQueue();
  makeWorker(queue, join(__dirname, '../fixtures/bullmq/sandboxed.js'));
  const job = await addInRequest(queue);
  const [span] = await runs(queue, 1);
  // BullMQ hands over message and stack, not the class.
  expect(span?.attributes).toMatchObject({ 'error.type': 'Error', correlation_id: CORRELATION });
  expect(lines.find('Job failed').exception).toMatchObject({
    message: `sandboxed ${job.id} under ${CORRELATION}`,
  });
});

test('an error of a worker that is not instrumented is told by its message', async () => {
  const queue = makeQueue();
  const worker = new Worker(queue.name, () => Promise.reject(new TypeError('no template')), {
    connection: connection(),
    telemetry,
  });
  closers.push(() => worker.close(true));
  await addInRequest(queue);
  await runs(queue, 1);
  expect(lines.find('Job failed')).toMatchObject({
    error_type: '_OTHER',
    exception: { message: 'no template' },
  });
});

test('how long jobs waited and how many wait are measured', async () => {
  const queue = instrumentQueue(makeQueue());
  await addInRequest(queue);
  await addInRequest(queue, { delay: 60_000 });
  const waiting = async () =>
    (await sdk.points('tracebridge.worker.queue.jobs'))
      .filter((point) => point.attributes['queue.name'] === queue.name)
      .map((point) => [point.attributes.state, point.value]);
  expect(await waiting()).toEqual([
    ['waiting', 1],
    ['prioritized', 0],
    ['delayed', 1],
    ['active', 0],
  ]);
  await new Promise((resolve) => setTimeout(resolve, 20));
  makeWorker(queue, async () => {});
  await runs(queue, 1);
  const waits = (await sdk.points<Histogram>('tracebridge.worker.queue.wait')).filter(
    (point) => point.attributes['worker.name'] === queue.name,
  );
  expect(waits).toHaveLength(1);
  expect(waits[0]?.value.sum).toBeGreaterThanOrEqual(0.02);
  expect(await waiting()).toContainEqual(['waiting', 0]);
  const completed = await sdk.points('bullmq.jobs.completed');
  expect(completed.map((point) => point.attributes['bullmq.queue.name'])).toContain(queue.name);
});

test('the jobs of a flow all run under the correlation ID of what added it', async () => {
  const queue = makeQueue();
  const flow = new FlowProducer({ connection: connection(), telemetry });
  closers.push(() => flow.close());
  makeWorker(queue, async () => {});
  await withCorrelationId(CORRELATION, () =>
    flow.add({
      name: 'parent',
      queueName: queue.name,
      // BullMQ puts the carrier into the nodes that have options, empty ones included.
      opts: {},
      children: [
        { name: 'child', queueName: queue.name, opts: {} },
        { name: 'child', queueName: queue.name, opts: {} },
      ],
    }),
  );
  const spans = await runs(queue, 3);
  expect(spans.map((span) => span.attributes['bullmq.job.name'])).toEqual(['child', 'child', 'parent']);
  expect(spans.map((span) => span.attributes.correlation_id)).toEqual(Array(3).fill(CORRELATION));
  expect(new Set(spans.map((span) => span.spanContext().traceId)).size).toBe(3);
});

test('retries without a delay are attempts as well', async () => {
  const queue = makeQueue();
  let attempts = 0;
  makeWorker(queue, async () => {
    if (++attempts === 1) throw new Error('once');
  });
  await addInRequest(queue, { attempts: 2 });
  const spans = await runs(queue, 2);
  expect(spans.map((span) => span.attributes['bullmq.job.attempts.made'])).toEqual([1, 2]);
  expect(spans.map((span) => span.attributes.correlation_id)).toEqual([CORRELATION, CORRELATION]);
});

test('internal spans on demand', async () => {
  const queue = makeQueue();
  makeWorker(queue, async () => {}, { telemetry: createTelemetry({ internalSpans: true }) });
  await addInRequest(queue);
  await runs(queue, 1);
  expect(sdk.spans().map((span) => span.name)).toContain(`complete ${queue.name}`);
});

test('without an SDK, context, lines and counts are there', async () => {
  await sdk.stop();
  const queue = makeQueue();
  let id: unknown;
  const worker = makeWorker(queue, async () => {
    id = getCorrelationId();
  });
  const completed = once(worker, 'completed');
  await withCorrelationId(CORRELATION, () => queue.add('welcome', {}));
  await completed;
  expect(id).toBe(CORRELATION);
  expect(lines.find('Job started')).toMatchObject({ correlation_id: CORRELATION });
  sdk = startTestSdk();
});
