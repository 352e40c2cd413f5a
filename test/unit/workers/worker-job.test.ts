import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Histogram } from '@opentelemetry/sdk-metrics';
import { correlationIdToTraceId, replacedCorrelationIds } from '../../../src/correlation/correlation-id.js';
import { getLoggingContext, runWithLoggingContext } from '../../../src/correlation/current.js';
import { LoggingContext } from '../../../src/correlation/logging-context.js';
import { getCorrelationId, withCorrelationId } from '../../../src/correlation/scope.js';
import { timed } from '../../../src/tracing/timed/index.js';
import {
  getMetricsCollector,
  type JobId,
  jobCarrier,
  type WorkerJobOptions,
  workerJob,
} from '../../../src/workers/index.js';
import { startTestSdk } from '../../support/sdk.js';
import { telemetryOfEachTest } from '../../support/telemetry-of-each-test.js';

const { sdk, lines } = telemetryOfEachTest();

const JOB = '7f9c24e5-1b2a-4c3d-8e4f-5a6b7c8d9e0f';
const CORRELATION = '0190b7c1-2222-4333-8444-555566667777';

/** A carrier as a request makes it. */
function carrierOfRequest(): { carrier: ReturnType<typeof jobCarrier>; traceId: string; spanId: string } {
  return withCorrelationId(CORRELATION, () =>
    trace.getTracer('test').startActiveSpan('request', (span) => {
      const carrier = jobCarrier();
      span.end();
      return { carrier, ...span.spanContext() };
    }),
  );
}

describe('a job without a carrier', () => {
  test('has its ID as correlation ID and trace ID, on span, log lines and what runs inside', async () => {
    const step = timed('step', () => getCorrelationId());
    const inside = await workerJob('mailer', JOB, { userId: 'u1' }, async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return { correlationId: step(), fields: getLoggingContext()?.toDict() };
    });

    expect(inside).toEqual({
      correlationId: JOB,
      fields: {
        correlation_id: JOB,
        user_id: 'u1',
        service_name: 'mailer',
        environment: 'development',
        job_id: JOB,
      },
    });
    const span = sdk.span('process mailer');
    expect(span.kind).toBe(SpanKind.CONSUMER);
    expect(span.spanContext().traceId).toBe(correlationIdToTraceId(JOB));
    expect(span.parentSpanContext).toBeUndefined();
    expect(span.links).toEqual([]);
    expect(span.attributes).toEqual({
      'messaging.system': 'tracebridge',
      'messaging.destination.name': 'mailer',
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.message.id': JOB,
      'messaging.message.conversation_id': JOB,
      'worker.name': 'mailer',
      correlation_id: JOB,
    });
    expect(sdk.span('step').parentSpanContext?.spanId).toBe(span.spanContext().spanId);
    const common = {
      logger: 'mailer',
      service_name: 'mailer',
      user_id: 'u1',
      job_id: JOB,
      correlation_id: JOB,
      trace_id: span.spanContext().traceId,
      span_id: span.spanContext().spanId,
    };
    expect(lines.find('Job started')).toMatchObject(common);
    expect(lines.find('Job completed')).toMatchObject({ ...common, duration_ms: expect.any(Number) });
    expect(getCorrelationId()).toBeUndefined();
  });

  test('sync stays sync', () => {
    expect(workerJob('sync', JOB, () => 7)).toBe(7);
  });

  test.each([
    ['an error', new TypeError('x'), 'TypeError'],
    ['undefined', undefined, 'undefined'],
  ])('a failure with %s is told and thrown on', async (_what, value, type) => {
    const outcome = await workerJob('failing', JOB, () => Promise.reject(value)).then(
      () => 'fulfilled',
      (caught) => [caught],
    );
    expect(outcome).toEqual([value]);
    expect(lines.find('Job failed')).toMatchObject({
      level: 'ERROR',
      error_type: type,
      duration_ms: expect.any(Number),
      exception: { type: expect.any(String) },
    });
    const span = sdk.span('process failing');
    expect(span.status.code).toBe(SpanStatusCode.ERROR);
    expect(span.attributes['error.type']).toBe(type);
  });

  test('a sync throw is told and thrown on', () => {
    const error = new Error('x');
    expect(() =>
      workerJob('failing', JOB, () => {
        throw error;
      }),
    ).toThrow(error);
    expect(lines.find('Job failed')).toBeDefined();
  });
});

describe('a job with a carrier', () => {
  test("has a trace of its own, linked to the producer, under the producer's correlation ID", () => {
    const { carrier, traceId, spanId } = carrierOfRequest();
    expect(JSON.parse(JSON.stringify(carrier))).toEqual({
      traceparent: `00-${traceId}-${spanId}-01`,
      correlation_id: CORRELATION,
    });

    const inside = workerJob('mailer', 'job-1', { carrier }, () => getLoggingContext()?.toDict());

    expect(inside).toMatchObject({ correlation_id: CORRELATION, job_id: 'job-1' });
    const span = sdk.span('process mailer');
    expect(span.parentSpanContext).toBeUndefined();
    expect(span.spanContext().traceId).not.toBe(traceId);
    expect(span.links.map((link) => link.context)).toMatchObject([{ traceId, spanId, isRemote: true }]);
    expect(span.attributes).toMatchObject({
      correlation_id: CORRELATION,
      'messaging.message.id': 'job-1',
      'messaging.message.conversation_id': CORRELATION,
    });
  });

  test("parent 'child' continues the producer's trace", () => {
    const { carrier, traceId, spanId } = carrierOfRequest();
    workerJob('mailer', 'job-1', { carrier, parent: 'child' }, () => {});
    const span = sdk.span('process mailer');
    expect(span.spanContext().traceId).toBe(traceId);
    expect(span.parentSpanContext).toMatchObject({ spanId, isRemote: true });
    expect(span.links).toEqual([]);
  });

  test('with a correlation ID alone, the trace ID derives from it', () => {
    workerJob('mailer', 'job-1', { carrier: { correlation_id: CORRELATION } }, () => {});
    expect(sdk.span('process mailer').spanContext().traceId).toBe(correlationIdToTraceId(CORRELATION));
  });

  test('with a traceparent alone, the correlation ID is the trace ID', () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const id = workerJob('mailer', 'job-1', { carrier: { traceparent } }, () => getCorrelationId());
    expect(id).toBe('0af76519-16cd-43dd-8448-eb211c80319c');
  });

  test('with W3C trace context alone, the correlation ID is the one that its tracestate holds', () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const carrier = { traceparent, tracestate: 'vendor=value,tracebridge=order-4711' };
    const id = workerJob('mailer', 'job-1', { carrier }, () => getCorrelationId());
    expect(id).toBe('order-4711');
  });

  test('tracestate travels', () => {
    const spanContext = {
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      tracestate: 'vendor=value',
    };
    const carrier = workerJob('mailer', 'j', { carrier: spanContext, parent: 'child' }, () => jobCarrier());
    expect(carrier.tracestate).toBe('vendor=value');
  });

  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  test.each<[string, unknown]>([
    ['SQS message attributes', { traceparent: { DataType: 'String', StringValue: traceparent } }],
    ['attributes of a Lambda event', { traceparent: { dataType: 'String', stringValue: traceparent } }],
    ['Buffers', { traceparent: Buffer.from(traceparent) }],
    ['JSON text', JSON.stringify({ traceparent })],
    ['a later version of traceparent', { traceparent: traceparent.replace('00-', '01-').concat('-more') }],
  ])('is read from %s', (_what, carrier) => {
    workerJob('mailer', 'job-1', { carrier }, () => {});
    expect(sdk.span('process mailer').links[0]?.context.traceId).toBe('0af7651916cd43dd8448eb211c80319c');
  });

  const throwing = new Proxy(
    {},
    {
      get() {
        throw new Error('no');
      },
      ownKeys() {
        throw new Error('no');
      },
    },
  );
  test.each<[string, unknown]>([
    ['null', null],
    ['a number', 7],
    ['a function', () => {}],
    ['a symbol', Symbol('s')],
    ['a list', [1]],
    ['text that is no JSON', '{'],
    ['a very long text', '"'.repeat(10_000)],
    ['getters that throw', throwing],
    ['values of wrong types', { traceparent: 7, tracestate: {}, correlation_id: null }],
    ['version ff', { traceparent: 'ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }],
    ['trace ID zero', { traceparent: `00-${'0'.repeat(32)}-b7ad6b7169203331-01` }],
    ['upper case', { traceparent: traceparent.toUpperCase() }],
    ['more than version 00 has', { traceparent: `${traceparent}-more` }],
    ['a line break', { traceparent: `${traceparent}\r\n` }],
  ])('that is hostile counts as none: %s', (_what, carrier) => {
    const id = workerJob('mailer', JOB, { carrier }, () => getCorrelationId());
    expect(id).toBe(JOB);
    expect(sdk.span('process mailer').links).toEqual([]);
  });

  test('an oversized or malformed tracestate is left out, the trace stays', () => {
    const carrier = { traceparent, tracestate: `a=${'x'.repeat(600)}` };
    workerJob('mailer', JOB, { carrier }, () => {});
    expect(sdk.span('process mailer').links[0]?.context).toMatchObject({ spanId: 'b7ad6b7169203331' });
    expect(sdk.span('process mailer').links[0]?.context.traceState).toBeUndefined();
  });

  test('a correlation ID that is not accepted is replaced and counted', () => {
    const before = replacedCorrelationIds().job;
    const bad = 'x\r\nSet-Cookie: a=b';
    const id = workerJob('mailer', JOB, { carrier: { correlation_id: bad } }, () => getCorrelationId());
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(replacedCorrelationIds().job).toBe(before + 1);
    expect(JSON.stringify(lines.all())).not.toContain('Set-Cookie');
  });
});

describe('job IDs', () => {
  test.each<[JobId, string]>([
    [42, '42'],
    [10n ** 20n, '100000000000000000000'],
    ['repeat:abc:1700000000000', 'repeat:abc:1700000000000'],
  ])('%s', (jobId, expected) => {
    expect(workerJob('ids', jobId, () => getLoggingContext()?.extra.job_id)).toBe(expected);
  });

  test.each([
    ['a line break', 'a\nb'],
    ['nothing', undefined],
    ['an object', { id: 1 }],
  ])('%s is replaced by a new one, and never logged', (_what, jobId) => {
    const id = workerJob('ids', jobId as string, () => getCorrelationId());
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(lines.find('Job started').job_id).toBe(id);
  });
});

describe('nesting', () => {
  test('an inner job has its own context and trace, linked to the outer one, which is then in force again', () => {
    const seen = workerJob('outer', 'job-o', () => {
      const inner = workerJob('inner', 'job-i', () => getCorrelationId());
      return [inner, getCorrelationId(), getLoggingContext()?.serviceName];
    });
    expect(seen).toEqual(['job-i', 'job-o', 'outer']);
    const outer = sdk.span('process outer').spanContext();
    const inner = sdk.span('process inner');
    expect(inner.parentSpanContext).toBeUndefined();
    expect(inner.spanContext().traceId).toBe(correlationIdToTraceId('job-i'));
    expect(inner.links[0]?.context.spanId).toBe(outer.spanId);
  });

  test("'child' without a carrier is a child of the active span", () => {
    workerJob('outer', 'job-o', () => workerJob('inner', 'job-i', { parent: 'child' }, () => {}));
    expect(sdk.span('process inner').parentSpanContext?.spanId).toBe(
      sdk.span('process outer').spanContext().spanId,
    );
  });

  test('a failing inner job leaves the outer context as it was', async () => {
    const logging = new LoggingContext({ correlationId: 'outer' });
    await runWithLoggingContext(logging, async () => {
      await workerJob('inner', 'job-i', () => Promise.reject(new Error('x'))).catch(() => {});
      expect(getLoggingContext()).toBe(logging);
    });
  });
});

describe('metrics', () => {
  test('jobs are counted, measured and shown while they run', async () => {
    let finish = () => {};
    const gate = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const a = workerJob('counted', 'a', () => gate);
    const b = workerJob('counted', 'b', () => gate.then(() => Promise.reject(new RangeError('x')))).catch(
      () => {},
    );
    const metrics = getMetricsCollector().registerWorker('counted');
    expect(metrics.currentJobIds).toEqual(['a', 'b']);
    expect(metrics.currentJobId).toBe('b');
    const active = await sdk.points('tracebridge.worker.jobs.active');
    expect(active).toContainEqual(
      expect.objectContaining({ attributes: { 'worker.name': 'counted' }, value: 2 }),
    );
    finish();
    await Promise.all([a, b]);

    expect(getMetricsCollector().getMetrics('counted')).toMatchObject({
      worker_name: 'counted',
      jobs_processed: 1,
      jobs_failed: 1,
      success_rate: 0.5,
      current_job_id: null,
      current_job_ids: [],
    });
    const mine = (point: { attributes: object }) =>
      (point.attributes as Record<string, unknown>)['worker.name'] === 'counted';
    const jobs = (await sdk.points('tracebridge.worker.jobs')).filter(mine);
    expect(jobs.map(({ attributes, value }) => [attributes, value])).toEqual([
      [{ 'worker.name': 'counted', outcome: 'completed' }, 1],
      [{ 'worker.name': 'counted', outcome: 'failed' }, 1],
    ]);
    const durations = (await sdk.points<Histogram>('tracebridge.worker.job.duration')).filter(mine);
    expect(durations.map(({ attributes, value }) => [attributes, value.count])).toEqual([
      [{ 'worker.name': 'counted' }, 1],
      [{ 'worker.name': 'counted', 'error.type': 'RangeError' }, 1],
    ]);
    for (const name of ['last_job.timestamp', 'uptime', 'success_ratio']) {
      expect((await sdk.points(`tracebridge.worker.${name}`)).filter(mine)).toHaveLength(1);
    }
  });
});

describe('as a block', () => {
  test('using: context in force inside, restored after, completed', () => {
    {
      using _job = workerJob('block', JOB, { userId: 'u2' });
      expect(getLoggingContext()?.toDict()).toMatchObject({ job_id: JOB, user_id: 'u2' });
      timed('step', () => {})();
    }
    expect(getLoggingContext()).toBeUndefined();
    expect(sdk.span('step').parentSpanContext?.spanId).toBe(sdk.span('process block').spanContext().spanId);
    expect(lines.find('Job completed')).toMatchObject({ job_id: JOB });
  });

  test('await using: the context survives awaits, and is restored', async () => {
    const before = getCorrelationId();
    {
      await using _job = workerJob('block', JOB);
      await new Promise((resolve) => setImmediate(resolve));
      expect(getCorrelationId()).toBe(JOB);
    }
    expect(getCorrelationId()).toBe(before);
    expect(lines.find('Job completed')).toBeDefined();
  });

  test('fail: the first error counts, once', () => {
    {
      using job = workerJob('block', JOB);
      job.fail(new TypeError('first'));
      job.fail(new Error('second'));
      job[Symbol.dispose]();
    }
    expect(lines.all().filter((line) => line.message === 'Job failed')).toHaveLength(1);
    expect(lines.find('Job failed').error_type).toBe('TypeError');
  });

  test('run: what it throws fails the job and is thrown on', async () => {
    const error = new RangeError('x');
    {
      await using job = workerJob('block', JOB);
      expect(job.run(() => getCorrelationId())).toBe(JOB);
      await expect(job.run(() => Promise.reject(error))).rejects.toBe(error);
    }
    expect(lines.find('Job failed').error_type).toBe('RangeError');
  });

  test('blocks nest', () => {
    using _outer = workerJob('outer', 'job-o');
    {
      using _inner = workerJob('inner', 'job-i');
      expect(getCorrelationId()).toBe('job-i');
    }
    expect(getCorrelationId()).toBe('job-o');
  });

  test('disposed in another context, that one is left alone', () => {
    const job = workerJob('block', JOB);
    context.with(ROOT_CONTEXT, () =>
      withCorrelationId('elsewhere', () => {
        job[Symbol.dispose]();
        expect(getCorrelationId()).toBe('elsewhere');
      }),
    );
    expect(getCorrelationId()).toBe(JOB);
  });
});

describe('what workerJob refuses', () => {
  test.each<[string, unknown[]]>([
    ['workerName', ['', JOB, () => {}]],
    ['workerName', [undefined, JOB, () => {}]],
    ['options', ['w', JOB, 'text', () => {}]],
    ['userId', ['w', JOB, { userId: 7 }, () => {}]],
    ['parent', ['w', JOB, { parent: 'sibling' }, () => {}]],
    ['attributes', ['w', JOB, { attributes: 'x' }, () => {}]],
    ['fn', ['w', JOB, {} satisfies WorkerJobOptions, 'fn']],
  ])('%s', (option, args) => {
    expect(() => (workerJob as (...args: unknown[]) => unknown)(...args)).toThrow(
      expect.objectContaining({
        code: 'TRACEBRIDGE_INVALID_OPTION',
        message: expect.stringContaining(`\`${option}\``),
      }),
    );
  });
});

describe('without an SDK', () => {
  test('context, log lines and counts are there all the same', async () => {
    await sdk.stop();
    const id = workerJob('bare', JOB, () => getCorrelationId());
    expect(id).toBe(JOB);
    expect(lines.all().map((line) => [line.message, line.job_id])).toEqual([
      ['Job started', JOB],
      ['Job completed', JOB],
    ]);
    expect(getMetricsCollector().getMetrics('bare')).toMatchObject({ jobs_processed: 1 });
    Object.assign(sdk, startTestSdk());
  });
});
