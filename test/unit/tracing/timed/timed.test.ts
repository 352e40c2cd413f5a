import { context, metrics, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Histogram } from '@opentelemetry/sdk-metrics';
import { withCorrelationId } from '../../../../src/correlation/scope.js';
import { timed } from '../../../../src/tracing/timed/index.js';
import { startTestSdk } from '../../../support/sdk.js';
import { telemetryOfEachTest } from '../../../support/telemetry-of-each-test.js';

const { sdk, lines } = telemetryOfEachTest();

const DURATION = 'tracebridge.operation.duration';

function thrownBy(fn: () => unknown): { thrown: unknown } | undefined {
  try {
    fn();
  } catch (thrown) {
    return { thrown };
  }
  return undefined;
}

describe('a sync function', () => {
  test('gives its result, a span, a measurement and a log line of the same trace', async () => {
    const add = timed('add', { attributes: { team: 'orders' } }, function sum(a: number, b: number) {
      return a + b;
    });
    const result = withCorrelationId('0190b7c1-2222-4333-8444-555566667777', () => add(2, 3));

    expect(result).toBe(5);
    const span = sdk.span('add');
    expect(span.kind).toBe(SpanKind.INTERNAL);
    expect(span.attributes).toEqual({
      'code.function.name': 'sum',
      team: 'orders',
      correlation_id: '0190b7c1-2222-4333-8444-555566667777',
    });
    expect(span.status.code).toBe(SpanStatusCode.UNSET);
    const line = lines.find('add completed');
    expect(line).toMatchObject({
      level: 'INFO',
      logger: 'tracebridge.timed',
      operation: 'add',
      duration_ms: expect.any(Number),
      correlation_id: '0190b7c1-2222-4333-8444-555566667777',
      trace_id: span.spanContext().traceId,
      span_id: span.spanContext().spanId,
    });
    const metric = await sdk.metric(DURATION);
    expect(metric?.descriptor).toMatchObject({ unit: 's' });
    const points = metric?.dataPoints as unknown as { attributes: object; value: Histogram }[];
    expect(points.map((point) => point.attributes)).toEqual([{ 'operation.name': 'add' }]);
    expect(points[0]?.value.count).toBe(1);
    expect(points[0]?.value.buckets.boundaries).toEqual([
      0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
    ]);
  });

  test('nests what it calls, and leaves the context as it was', () => {
    const inner = timed('inner', () => trace.getActiveSpan()?.spanContext().spanId);
    const outer = timed('outer', () => inner());
    const before = context.active();

    const innerId = outer();

    expect(context.active()).toBe(before);
    expect(sdk.span('inner').spanContext().spanId).toBe(innerId);
    expect(sdk.span('inner').parentSpanContext?.spanId).toBe(sdk.span('outer').spanContext().spanId);
  });

  test.each([
    ['an error', new TypeError('broken'), 'TypeError'],
    ['undefined', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a string', 'broken', 'string'],
    ['an object', { code: 7 }, 'Object'],
    ['a symbol', Symbol('s'), 'symbol'],
    ['a revoked proxy', revokedProxy(), '_OTHER'],
    ['an error whose name is data', Object.assign(new Error('x'), { name: 'order 17 failed' }), '_OTHER'],
  ])('throws on %s, told everywhere', async (_what, value, type) => {
    const fail = timed('fail', () => {
      throw value;
    });

    const outcome = thrownBy(fail);

    expect(outcome).toBeDefined();
    expect(Object.is(outcome?.thrown, value)).toBe(true);
    const span = sdk.span('fail');
    expect(span.status.code).toBe(SpanStatusCode.ERROR);
    expect(span.attributes['error.type']).toBe(type);
    expect(span.events.map((event) => event.name)).toEqual(['exception']);
    const line = lines.find('fail failed');
    expect(line).toMatchObject({
      level: 'ERROR',
      operation: 'fail',
      duration_ms: expect.any(Number),
      error_type: type,
      span_id: span.spanContext().spanId,
    });
    expect(line.exception).toMatchObject({ type: expect.any(String) });
    const points = await sdk.points(DURATION);
    expect(points.map((point) => point.attributes)).toEqual([
      { 'operation.name': 'fail', 'error.type': type },
    ]);
  });
});

describe('what the function looks like', () => {
  test('this, length, name, prototype and own properties stay', () => {
    async function handler(this: unknown, _a: number, _b: string) {
      return this;
    }
    const original = Object.assign(handler, { path: '/orders' });
    const wrapped = timed('handler', original);

    expect(wrapped).not.toBe(original);
    expect(wrapped.length).toBe(2);
    expect(wrapped.name).toBe('handler');
    expect(wrapped.path).toBe('/orders');
    expect(wrapped.constructor.name).toBe('AsyncFunction');
    const self = { wrapped };
    return expect(self.wrapped(1, '')).resolves.toBe(self);
  });

  test('null and primitives stay what they are as this', () => {
    const self = timed('self', function (this: unknown) {
      return this;
    });
    expect(self.call(null)).toBe(null);
    expect(self.call(7)).toBe(7);
    expect(self()).toBe(undefined);
  });

  test('the name of the function is the operation when none is given', () => {
    timed(function lookUp() {})();
    expect(sdk.spans().map((span) => span.name)).toEqual(['lookUp']);
  });

  test('it is no constructor', () => {
    const Made = timed('Made', function Made(this: { a: number }) {
      this.a = 1;
    }) as unknown as new () => unknown;
    expect(() => new Made()).toThrow('not a constructor');
  });
});

describe('log thresholds and levels', () => {
  test('a call below thresholdMs logs nothing, but fails aloud', () => {
    const options = { thresholdMs: 60_000 };
    timed('quick', options, () => {})();
    thrownBy(
      timed('bad', options, () => {
        throw new Error('x');
      }),
    );
    expect(lines.all().map((line) => line.message)).toEqual(['bad failed']);
    expect(sdk.spans().map((span) => span.name)).toEqual(['quick', 'bad']);
  });

  test.each([
    ['debug', []],
    ['warn', ['WARNING']],
    ['warning', ['WARNING']],
    ['error', ['ERROR']],
  ] as const)('level %s', (level, expected) => {
    timed('leveled', { level }, () => {})();
    expect(lines.all().map((line) => line.level)).toEqual(expected);
  });
});

describe('spanThresholdMs', () => {
  const options = { spanThresholdMs: 60_000, thresholdMs: 60_000 };

  test('a short call leaves no span, but a measurement', async () => {
    timed('short', options, () => 1)();
    expect(sdk.spans()).toEqual([]);
    expect(await sdk.points(DURATION)).toHaveLength(1);
  });

  test('its log line belongs to the parent', () => {
    const inner = timed('inner', { spanThresholdMs: 60_000 }, () => 1);
    timed('outer', { level: 'debug' }, () => inner())();
    expect(lines.find('inner completed').span_id).toBe(sdk.span('outer').spanContext().spanId);
  });

  test('it is kept when it has a child', () => {
    const child = timed('child', () => 1);
    timed('parent', options, () => child())();
    expect(sdk.span('child').parentSpanContext?.spanId).toBe(sdk.span('parent').spanContext().spanId);
  });

  test('it is kept when it fails', () => {
    thrownBy(
      timed('bad', options, () => {
        throw new Error('x');
      }),
    );
    expect(sdk.span('bad').status.code).toBe(SpanStatusCode.ERROR);
  });

  test('it is kept when it reaches the threshold, with its start and duration', async () => {
    const before = Date.now();
    await timed('long', { spanThresholdMs: 5 }, () => new Promise((resolve) => setTimeout(resolve, 20)))();
    const { startTime, duration } = sdk.span('long');
    expect(startTime[0] * 1000 + startTime[1] / 1e6).toBeGreaterThanOrEqual(before);
    expect(duration[0] * 1000 + duration[1] / 1e6).toBeGreaterThanOrEqual(5);
  });

  test('it is kept when the active span was given an attribute', () => {
    timed('touched', options, () => trace.getActiveSpan()?.setAttribute('rows', 3))();
    expect(sdk.span('touched').attributes.rows).toBe(3);
  });
});

describe('without an SDK', () => {
  test('it runs, and logs; one that is started later counts', async () => {
    await sdk.stop();
    const double = timed('double', (n: number) => n * 2);
    expect(double(2)).toBe(4);
    expect(lines.all().map((line) => [line.message, line.trace_id])).toEqual([
      ['double completed', undefined],
    ]);
    Object.assign(sdk, startTestSdk());
    double(3);
    expect(sdk.spans().map((span) => span.name)).toEqual(['double']);
    expect(await sdk.points(DURATION)).toHaveLength(1);
  });

  test('with metrics alone it measures', async () => {
    trace.disable();
    timed('measured', () => 1)();
    expect(await sdk.points(DURATION)).toHaveLength(1);
    expect(sdk.spans()).toEqual([]);
  });

  test('with traces alone it makes spans', () => {
    metrics.disable();
    timed('traced', () => 1)();
    expect(sdk.spans()).toHaveLength(1);
  });
});

function revokedProxy(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
