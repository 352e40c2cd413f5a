import { context, defaultTextMapGetter, defaultTextMapSetter, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { ensureContextManager } from '../../../src/correlation/context-manager.js';
import { runWithLoggingContext } from '../../../src/correlation/current.js';
import { LoggingContext } from '../../../src/correlation/logging-context.js';
import { CorrelationPropagator, DEBUG_HEADER } from '../../../src/correlation/propagator.js';
import { getScope, type RequestFields, withCorrelationId } from '../../../src/correlation/scope.js';
import { StrictTraceContextPropagator } from '../../../src/correlation/tracestate.js';
import { debugAccount, debugRuleOf, rulesInForce } from '../../../src/debug/request-debug.js';
import type { DebugRule } from '../../../src/debug/rule.js';
import { debugPropagation, setDebugSecrets } from '../../../src/debug/signed-propagation.js';
import { signRule } from '../../../src/debug/token.js';
import { carrierOf } from '../../../src/workers/carrier.js';
import { createJobContext } from '../../../src/workers/job-context.js';

const SECRET = 'f0e1d2c3b4a5968778695a4b3c2d1e0f';
const TRACEPARENT = '00-6e8bc4309c3a11d996690800200c9a66-0102030405060708-01';

const ruleOf = (more: Partial<DebugRule>): DebugRule => ({
  id: Math.random().toString(36).slice(2),
  level: 'debug',
  until: Math.ceil(Date.now() / 1000) * 1000 + 60_000,
  ...more,
});

function propagator(
  trust: 'continue' | 'link' | 'ignore' = 'continue',
  host: (name: string) => boolean = () => true,
) {
  return new CorrelationPropagator(new StrictTraceContextPropagator(), {
    trust,
    baggage: false,
    propagatesTo: host,
    debug: debugPropagation(),
  });
}

/** A request as it comes to a service, whose user is known when the test says so. */
class Arrived {
  userId: string | undefined;
  readonly context;

  constructor(headers: Record<string, string>, trust?: 'continue' | 'link' | 'ignore') {
    this.context = propagator(trust).extract(ROOT_CONTEXT, headers, defaultTextMapGetter);
    const request = { path: '/', method: 'GET', startTime: 0, userId: () => this.userId };
    getScope(this.context)!.request = request as unknown as RequestFields;
  }

  get rule(): DebugRule | undefined {
    return debugRuleOf(this.context);
  }

  /** Headers of a request that it makes. */
  sent(): Record<string, string> {
    const headers: Record<string, string> = {};
    propagator().inject(this.context, headers, defaultTextMapSetter);
    return headers;
  }
}

const refused = () => Object.fromEntries([...debugAccount.refused].filter(([, count]) => count > 0));

beforeAll(() => {
  ensureContextManager();
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
beforeEach(() => {
  setDebugSecrets([SECRET]);
  for (const reason of debugAccount.refused.keys()) debugAccount.refused.set(reason, 0);
});
afterEach(() => rulesInForce.end());

describe('a rule of the file', () => {
  test('holds from when its user is known, in all that the request starts, and in no other request', () => {
    const rule = ruleOf({ userId: '42' });
    rulesInForce.takeFile([rule]);
    const [mine, other] = [new Arrived({}), new Arrived({})];
    expect([mine.rule, other.rule]).toEqual([undefined, undefined]);
    [mine.userId, other.userId] = ['42', '43'];
    expect([mine.rule, other.rule]).toEqual([rule, undefined]);
    context.with(mine.context, () =>
      withCorrelationId('other', () => {
        expect(debugRuleOf()).toBe(rule);
        runWithLoggingContext(new LoggingContext(), () => expect(debugRuleOf()).toBe(rule));
      }),
    );
  });

  test('that comes or goes while a request runs holds for it too', () => {
    const rule = ruleOf({ userId: '42' });
    const request = new Arrived({});
    request.userId = '42';
    expect(request.rule).toBe(undefined);
    rulesInForce.takeFile([rule]);
    expect(request.rule).toBe(rule);
    rulesInForce.takeFile([]);
    expect(request.rule).toBe(undefined);
    rulesInForce.takeFile([rule]);
    expect(request.rule).toBe(rule);
  });

  test('ends at its time in a request that goes on', () => {
    const rule = ruleOf({ userId: '42', until: Date.now() + 50 });
    rulesInForce.takeFile([rule]);
    const request = new Arrived({});
    request.userId = '42';
    expect(request.rule).toBe(rule);
    while (Date.now() <= rule.until);
    expect(request.rule).toBe(undefined);
  });

  test('holds for an ID, of a request, of a part of it, or of a context of the app', () => {
    const rule = ruleOf({ correlationId: 'order-7' });
    rulesInForce.takeFile([rule]);
    expect(new Arrived({ 'x-correlation-id': 'order-7' }).rule).toBe(rule);
    expect(new Arrived({ 'x-correlation-id': 'order-8' }).rule).toBe(undefined);
    expect(withCorrelationId('order-7', () => debugRuleOf())).toBe(rule);
  });

  test('holds for the user of a context that the app made', () => {
    const rule = ruleOf({ userId: '42' });
    rulesInForce.takeFile([rule]);
    expect(runWithLoggingContext(new LoggingContext({ userId: '42' }), () => debugRuleOf())).toBe(rule);
    expect(runWithLoggingContext(new LoggingContext({ userId: '43' }), () => debugRuleOf())).toBe(undefined);
  });

  test('is not asked for where none is in force', () => {
    const userId = jest.fn(() => '42');
    const request = new Arrived({});
    getScope(request.context)!.request = { userId } as unknown as RequestFields;
    expect(debugRuleOf(request.context)).toBe(undefined);
    expect(userId).not.toHaveBeenCalled();
  });
});

describe('a header', () => {
  const signed = (more: Partial<DebugRule>, options?: { isOnce: boolean }) => ({
    [DEBUG_HEADER]: signRule(ruleOf(more), SECRET, options),
  });

  test.each(['continue', 'link', 'ignore'] as const)(
    'counts for its user, whatever trust says (%s)',
    (trust) => {
      const headers = signed({ userId: '42' });
      const [mine, other] = [new Arrived(headers, trust), new Arrived(headers, trust)];
      expect(mine.rule).toBe(undefined);
      [mine.userId, other.userId] = ['42', '43'];
      expect(mine.rule).toMatchObject({ userId: '42', level: 'debug' });
      expect([other.rule, other.rule]).toEqual([undefined, undefined]);
      // Who takes the place of another user later gets nothing either.
      other.userId = '42';
      expect(other.rule).toBe(undefined);
      expect(refused()).toEqual({ other_user: 1 });
    },
  );

  test('counts for its correlation ID at once, and for no other one', () => {
    const headers = signed({ correlationId: 'order-7' });
    expect(new Arrived({ ...headers, 'x-correlation-id': 'order-7' }).rule).toMatchObject({ level: 'debug' });
    expect(new Arrived({ ...headers, 'x-correlation-id': 'order-8' }).rule).toBe(undefined);
    expect(new Arrived(headers).rule).toBe(undefined);
    expect(refused()).toEqual({ other_request: 2 });
  });

  test('that is to be used once is refused the second time', () => {
    const headers = {
      ...signed({ correlationId: 'order-7' }, { isOnce: true }),
      'x-correlation-id': 'order-7',
    };
    expect(new Arrived(headers).rule).toBeDefined();
    expect(new Arrived(headers).rule).toBe(undefined);
    expect(refused()).toEqual({ replayed: 1 });
  });

  test('does nothing where there is no secret, or another one', () => {
    const headers = { ...signed({ correlationId: 'order-7' }), 'x-correlation-id': 'order-7' };
    setDebugSecrets(['another']);
    expect(new Arrived(headers).rule).toBe(undefined);
    expect(refused()).toEqual({ signature: 1 });
    setDebugSecrets(undefined);
    expect(new Arrived(headers).rule).toBe(undefined);
    expect(refused()).toEqual({ signature: 1 });
  });
});

describe('what is debugged', () => {
  const debugged = (headers: Record<string, string> = {}) => {
    rulesInForce.takeFile([ruleOf({ id: 'a1', userId: '42' })]);
    const request = new Arrived({ traceparent: TRACEPARENT, ...headers });
    request.userId = '42';
    return request;
  };

  /** In another process, which has the secret alone. */
  const elsewhere = <T>(fn: () => T): T => {
    rulesInForce.end();
    return fn();
  };

  test('takes along a header for its correlation ID, where the user is not known', () => {
    const sent = debugged({ 'x-correlation-id': 'order-7' }).sent();
    elsewhere(() => {
      const next = new Arrived(sent);
      expect(next.rule).toMatchObject({ id: 'a1', correlationId: 'order-7' });
      expect(next.sent()[DEBUG_HEADER]).toBe(sent[DEBUG_HEADER]);
    });
    elsewhere(() => expect(new Arrived({ ...sent, 'x-correlation-id': 'order-8' }).rule).toBe(undefined));
  });

  test.each(['continue', 'link'] as const)(
    'survives a service that knows only W3C trace context (%s)',
    (trust) => {
      const { traceparent, tracestate } = debugged().sent() as { traceparent: string; tracestate: string };
      const arrived = elsewhere(() => {
        const next = new Arrived({ traceparent, tracestate }, trust);
        expect(next.rule).toMatchObject({ id: 'a1' });
        return next;
      });
      // Spans keep their trace state: what is signed goes no further than it is used.
      expect(trace.getSpanContext(arrived.context)?.traceState?.serialize() ?? '').not.toContain('debug');
    },
  );

  test('takes along nothing in a trace state that is not taken', () => {
    const { traceparent, tracestate } = debugged().sent() as { traceparent: string; tracestate: string };
    elsewhere(() => expect(new Arrived({ traceparent, tracestate }, 'ignore').rule).toBe(undefined));
  });

  test('goes into carriers and their jobs, whose own ID may be another one', () => {
    const carrier = carrierOf(debugged({ 'x-correlation-id': 'order-7' }).context);
    elsewhere(() => {
      const job = createJobContext('mailer', 'job-1', { carrier: JSON.parse(JSON.stringify(carrier)) });
      expect(debugRuleOf(job.context)).toMatchObject({ id: 'a1', correlationId: 'order-7' });
    });
    const { tracebridge_debug: _, ...without } = carrier;
    elsewhere(() => {
      const job = createJobContext('mailer', 'job-1', { carrier: without });
      expect(debugRuleOf(job.context)).toBe(undefined);
    });
  });

  test('goes on in a job that a request runs itself, and that of another request does not', () => {
    const jobIn = (request: Arrived) =>
      context.with(request.context, () => debugRuleOf(createJobContext('mailer', 'job-1', {}).context));
    const request = debugged();
    const other = new Arrived({});
    other.userId = '43';
    expect(jobIn(request)).toMatchObject({ id: 'a1' });
    expect(jobIn(other)).toBe(undefined);
  });

  test('takes along nothing without a secret, when it has ended, and where it is not debugged', () => {
    const request = debugged();
    const other = new Arrived({});
    other.userId = '43';
    expect(other.sent()).not.toHaveProperty(DEBUG_HEADER);
    expect(other.sent().tracestate ?? '').not.toContain('debug');
    expect(carrierOf(other.context)).not.toHaveProperty('tracebridge_debug');
    setDebugSecrets(undefined);
    expect(request.sent()).not.toHaveProperty(DEBUG_HEADER);
    setDebugSecrets([SECRET]);
    rulesInForce.takeFile([]);
    expect(request.sent()).not.toHaveProperty(DEBUG_HEADER);
  });
});

test('what is refused is told in one line a minute, with its reasons', () => {
  const lines: string[] = [];
  jest.isolateModules(() => {
    const { DebugAccount } =
      require('../../../src/debug/account.js') as typeof import('../../../src/debug/account.js');
    const { collectWarnings } =
      require('../../../src/core/warn.js') as typeof import('../../../src/core/warn.js');
    const account = new DebugAccount();
    const clock = jest.spyOn(performance, 'now').mockReturnValue(1000);
    lines.push(...collectWarnings(() => account.refuse('signature')));
    lines.push(...collectWarnings(() => account.refuse('expired')));
    lines.push(...collectWarnings(() => account.refuse('expired')));
    clock.mockReturnValue(61_001);
    lines.push(...collectWarnings(() => account.refuse('unsigned')));
    clock.mockRestore();
  });
  expect(lines).toEqual([
    expect.stringContaining('did nothing: signature 1 '),
    expect.stringContaining('did nothing: expired 2, unsigned 1 '),
  ]);
});
