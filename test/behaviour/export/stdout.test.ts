import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeRequest } from '../../../src/otlp/decode-request.js';
import type { Signal } from '../../../src/otlp/signal.js';
import { REGISTER, ROOT, runProgram } from '../../support/run-program.js';

const FIXTURE = join(ROOT, 'test/fixtures/export/stdout-lines.cjs');

/** With a file as stdout: of a pipe that is full Node.js itself loses lines at `process.exit()`. */
async function run(env: NodeJS.ProcessEnv) {
  const directory = await mkdtemp(join(tmpdir(), 'tracebridge-stdout-'));
  try {
    const file = join(directory, 'out.jsonl');
    const script = `exec "$0" --require "$1" "$2" >> "$3"`;
    const { status, stderr } = await runProgram(
      ['-c', script, process.execPath, REGISTER, FIXTURE, file],
      { OTEL_SERVICE_NAME: 'shop', ...env },
      { node: '/bin/sh' },
    );
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    const parsed = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    return { status, stderr, lines: parsed, longest: Math.max(...lines.map(({ length }) => length)) };
  } finally {
    await rm(directory, { recursive: true });
  }
}

const KEYS = { traces: 'resourceSpans', metrics: 'resourceMetrics', logs: 'resourceLogs' };

/** The requests of a signal among the lines. */
function requests<S extends Signal>(signal: S, lines: readonly object[]) {
  return lines
    .filter((line) => KEYS[signal] in line)
    .map((line) => decodeRequest(signal, Buffer.from(JSON.stringify(line)), 'application/json'));
}

test("otlp/stdout: every record is in a whole line of OTLP/JSON among the app's own, also after process.exit()", async () => {
  const { status, stderr, longest, lines } = await run({
    OTEL_TRACES_EXPORTER: 'otlp/stdout',
    OTEL_METRICS_EXPORTER: 'otlp/stdout',
    OTEL_LOGS_EXPORTER: 'otlp/stdout',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
  });
  expect({ status, stderr }).toEqual({ status: 3, stderr: '' });
  const numbers = Array.from({ length: 2_000 }, (_, n) => n);
  expect(lines.filter(({ logger }) => logger === 'app').map(({ n }) => n)).toEqual(numbers);
  const logs = requests('logs', lines).flatMap((request) => request.logs);
  const numbered = logs.filter(({ body }) => body === 'numbered');
  expect(numbered.map(({ attributes }) => Number(attributes.n)).sort((a, b) => a - b)).toEqual(numbers);
  const spans = requests('traces', lines).flatMap((request) => request.spans);
  const steps = new Set(spans.filter(({ name }) => name === 'step').map(({ spanId }) => spanId));
  expect(steps.size).toBe(2_000);
  expect(numbered.every(({ spanId }) => steps.has(spanId))).toBe(true);
  expect(spans[0]?.resource.attributes['service.name']).toBe('shop');
  const metrics = requests('metrics', lines).flatMap((request) => request.metrics);
  expect(metrics.map(({ name }) => name)).toContain('tracebridge.worker.job.duration');
  // Where container runtimes cut.
  expect(longest).toBeLessThan(16_384);
});

test('emf: metrics as lines that CloudWatch makes metrics of', async () => {
  const { lines, stderr } = await run({
    OTEL_TRACES_EXPORTER: 'none',
    OTEL_METRICS_EXPORTER: 'emf',
    OTEL_LOGS_EXPORTER: 'none',
  });
  expect(stderr).toBe('');
  const emf = lines.filter((line) => '_aws' in line);
  const ended = (outcome: string) => ({
    _aws: {
      Timestamp: expect.any(Number),
      CloudWatchMetrics: [
        {
          Namespace: 'shop',
          Dimensions: [['worker.name', 'outcome']],
          Metrics: [{ Name: 'tracebridge.worker.jobs', Unit: 'Count' }],
        },
      ],
    },
    'worker.name': 'mailer',
    outcome,
    'tracebridge.worker.jobs': 1,
  });
  expect(emf).toContainEqual(ended('completed'));
  expect(emf).toContainEqual(ended('failed'));
  expect(emf).toContainEqual(
    expect.objectContaining({
      'worker.name': 'mailer',
      'error.type': 'RangeError',
      'tracebridge.worker.job.duration': {
        Min: expect.any(Number),
        Max: expect.any(Number),
        Sum: expect.any(Number),
        Count: 1,
      },
    }),
  );
  for (const { _aws } of emf as { _aws: { Timestamp: number } }[])
    expect(Math.abs(_aws.Timestamp - Date.now())).toBeLessThan(60_000);
});

test('emf: whatever the attributes and the service are called, CloudWatch takes each line', async () => {
  const app = `
    const meter = require('@opentelemetry/api').metrics.getMeter('app');
    const counter = meter.createCounter('orders');
    counter.add(1, { _aws: 'x', orders: 'all', ':colon': 'y', größe: 'ü\\n', empty: '', long: 'z'.repeat(2000), n: 5 });
    counter.add(2, Object.fromEntries(Array.from({ length: 40 }, (_, n) => ['d' + n, 'v'])));
    meter.createHistogram('far').record(1e300);
    meter.createGauge('none').record(NaN);`;
  const { lines, stderr } = await runProgram(['--require', REGISTER, '-e', app], {
    OTEL_SERVICE_NAME: '@acme/shop',
    OTEL_TRACES_EXPORTER: 'none',
    OTEL_METRICS_EXPORTER: 'emf',
    OTEL_LOGS_EXPORTER: 'none',
  });
  expect(stderr).toBe('');
  const emf = lines as { _aws: { CloudWatchMetrics: { Namespace: string; Dimensions: string[][] }[] } }[];
  for (const line of emf) {
    const [
      {
        Namespace,
        Dimensions: [names = []],
      } = { Namespace: '', Dimensions: [] },
    ] = line._aws.CloudWatchMetrics;
    expect(Namespace).toBe('acme/shop');
    expect(names.length).toBeLessThanOrEqual(30);
    for (const name of names) {
      expect(name).toMatch(/^[ -9;-~][ -~]{0,249}$/);
      expect((line as Record<string, unknown>)[name]).toEqual(expect.stringMatching(/^[ -~]{1,1024}$/));
    }
  }
  const [odd, many] = emf.filter((line) => 'orders' in line);
  expect(odd).toMatchObject({
    orders: 1,
    field__aws: 'x',
    field_orders: 'all',
    _colon: 'y',
    'gr??e': '??',
    n: '5',
  });
  expect(many).toMatchObject({ orders: 2, d29: 'v' });
  expect(JSON.stringify(emf)).not.toMatch(/"far"|"none"|"empty"/);
});
