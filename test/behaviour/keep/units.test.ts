import { join } from 'node:path';
import { type AppRun, REGISTER, ROOT, runApp } from '../../support/apps/run-app.js';

/** Without spans and metrics of the requests that the app itself sends. */
const run = (scenario: readonly string[], keep: string, env: Record<string, string> = {}) =>
  runApp({
    args: ['--require', REGISTER, join(ROOT, 'test/fixtures/keep/scenarios.cjs'), ...scenario],
    env: { TRACEBRIDGE_KEEP: keep, OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'undici', ...env },
  });
const bodies = ({ logs }: AppRun) => logs.map(({ body }) => body).sort();
const names = ({ spans }: AppRun) =>
  spans.map(({ name, attributes }) => attributes['url.path'] ?? name).sort();

const FAILING = {
  spans: ['api-failing', 'child-failing', 'process worker', 'timed-failing'],
  logs: [
    'Job failed',
    'Job started',
    'api failing',
    'job failing',
    'logs API failing',
    'outside',
    'timed failing',
    'timed-failing failed',
  ],
};

test('jobs, root timed() and root spans: those that failed are whole, of the others nothing', async () => {
  const outcome = await run(['units'], 'errors');
  expect({ spans: names(outcome), logs: bodies(outcome) }).toEqual(FAILING);
});

test('the same of log records where spans are left out or not exported', async () => {
  const unsampled = await run(['units'], 'errors', { OTEL_TRACES_SAMPLER: 'always_off' });
  const unsent = await run(['units'], 'errors', { OTEL_TRACES_EXPORTER: 'none' });
  for (const outcome of [unsampled, unsent])
    expect({ spans: names(outcome), logs: bodies(outcome) }).toEqual({ spans: [], logs: FAILING.logs });
});

test('console exporters show what is kept', async () => {
  const outcome = await run(['units'], 'errors', {
    OTEL_TRACES_EXPORTER: 'console',
    OTEL_LOGS_EXPORTER: 'console',
  });
  expect(outcome.stdout).toMatch(/name: 'timed-failing'/);
  expect(outcome.stdout).not.toMatch(/name: '(timed|api|child)-well'/);
  expect(outcome.stdout).toMatch(/body: 'job failing'/);
  expect(outcome.stdout).not.toMatch(/body: '(job|timed|api) well'/);
});

test('signs of a failure: a status of 500, a record of level error, an error that nobody catches, keepTrace(); slow ones by their rule', async () => {
  const outcome = await run(['signs'], 'errors,slow:200ms');
  expect(names(outcome)).toEqual(
    expect.arrayContaining(['/500', '/error', '/kept', '/slow', '/uncaught', '/unhandled', 'inner']),
  );
  expect(outcome.spans).toHaveLength(7);
  // A warning is not held back, whatever becomes of its request.
  expect(bodies(outcome)).toEqual([
    'bad',
    'careful',
    'in /500',
    'in /error',
    'in /kept',
    'in /slow',
    'in /uncaught',
    'in /unhandled',
    'inner completed',
  ]);
  expect(outcome.stderr).toContain('kept 6 of 9 requests, jobs and root spans (errors 4, slow 1, asked 1)');
});

test('two requests of one trace in one process have a verdict each; the share is the same for both', async () => {
  const env = { OTEL_NODE_DISABLED_INSTRUMENTATIONS: '' };
  const servers = ({ spans }: AppRun) => spans.filter(({ kind }) => kind === 'server');
  const outcome = await run(['itself'], 'errors', env);
  expect(servers(outcome).map(({ attributes }) => attributes['url.path'])).toEqual(['/inner']);
  expect(bodies(outcome)).toEqual(['bad', 'in /inner']);
  const all = await run(['itself'], '99.999%', env);
  expect(new Set(all.spans.map(({ traceId }) => traceId)).size).toBe(1);
  expect(servers(all).map(({ traceState }) => traceState)).toEqual(Array(2).fill('ot=th:0000a7c6'));
});

test('what comes late follows the verdict', async () => {
  const outcome = await run(['late'], 'errors');
  expect({ spans: names(outcome), logs: bodies(outcome) }).toEqual({
    spans: ['/failing', 'late /failing'],
    logs: ['late /failing'],
  });
});

test('a job in a request is a unit of its own', async () => {
  const outcome = await run(['job'], 'errors');
  expect({ spans: names(outcome), logs: bodies(outcome) }).toEqual({
    spans: ['process worker'],
    logs: ['Job failed', 'Job started', 'in the job'],
  });
});

describe('what is open when the process ends is kept', () => {
  test.each([
    ['exit', 3, 'thread'],
    ['throw', 1, 'thread'],
    ['signal', 'SIGTERM', 'thread'],
    ['signal', 'SIGTERM', 'inline'],
    ['shutdown', 4, 'thread'],
  ])('%s: %s, %s', async (way, end, mode) => {
    const outcome = await run(['end', way], 'errors', { TRACEBRIDGE_EXPORT: mode });
    expect(outcome.code ?? outcome.signal).toBe(end);
    expect(bodies(outcome)).toContain('in the request');
    expect(names(outcome)).toContain('part');
  });

  test.each([
    [['open'], 'thread'],
    [['open'], 'inline'],
    [['thread', 'natural'], 'thread'],
    [['thread', 'exit'], 'thread'],
  ])('%j, %s', async (scenario, mode) => {
    const outcome = await run(scenario, 'errors', { TRACEBRIDGE_EXPORT: mode });
    expect({ spans: names(outcome), logs: bodies(outcome) }).toEqual({
      spans: ['part'],
      logs: ['in the open span'],
    });
  });
});

test('what a terminated thread held is counted as lost and told', async () => {
  const outcome = await run(['thread', 'terminate'], 'errors');
  expect(bodies(outcome)).toEqual([]);
  expect(outcome.stderr).toContain('0 of 1 log record delivered; 1 dropped (shutdown)');
  expect(outcome.stderr).toContain('0 of 1 span delivered; 1 dropped (shutdown)');
});

test('a stream is judged when it is old; after a failure it is kept from then on', async () => {
  const outcome = await run(['stream'], 'errors', { TRACEBRIDGE_KEEP_UNIT_AGE_MS: '100' });
  expect({ spans: names(outcome), logs: bodies(outcome) }).toEqual({
    spans: ['/'],
    logs: ['after the failure', 'bad'],
  });
  expect(outcome.stderr).toContain('kept 0 of 1 requests, jobs and root spans; 2 log records withheld');
});

test('metrics count all; exemplars are of kept traces', async () => {
  const outcome = await run(['measured'], 'errors');
  const kept = new Set(outcome.spans.map(({ traceId }) => traceId));
  expect(kept.size).toBe(2);
  for (const name of ['http.server.request.duration', 'tracebridge.operation.duration']) {
    const points = outcome.metrics.filter((metric) => metric.name === name);
    expect(points.reduce((sum, { count }) => sum + count, 0)).toBe(20);
    const exemplars = points.flatMap((point): { traceId: string }[] => point.exemplars ?? []);
    expect(exemplars.length).toBeGreaterThan(0);
    expect(exemplars.filter(({ traceId }) => !kept.has(traceId))).toEqual([]);
  }
});

test('a rule that can’t be read: one line, and everything is kept', async () => {
  const outcome = await run(['job'], 'errors,slow');
  expect(outcome.spans).toHaveLength(3);
  expect(outcome.stderr.trim().split('\n')).toEqual([
    expect.stringMatching(
      /^\[tracebridge\] TRACEBRIDGE_KEEP="errors,slow" is ignored: expected all, or a list of errors/,
    ),
  ]);
});
