import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { correlationIdToTraceId } from '../../src/correlation/correlation-id.js';
import { REGISTER, ROOT } from '../support/run-program.js';

const FIXTURES = join(ROOT, 'test/fixtures/languages');
const PACKAGES = ['opentelemetry-distro', 'opentelemetry-instrumentation-requests', 'requests'];

test('a correlation ID survives a service with a stock OpenTelemetry SDK for Python', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'tracebridge-python-'));
  await using _removed = { [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) };
  execFileSync('python3', ['-m', 'venv', directory]);
  execFileSync(join(directory, 'bin/pip'), [
    'install',
    '--quiet',
    '--disable-pip-version-check',
    ...PACKAGES,
  ]);

  const node = spawn(
    join(ROOT, 'node_modules/.bin/node'),
    ['--require', REGISTER, join(FIXTURES, 'first-and-last.cjs')],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: {
        PATH: process.env.PATH,
        OTEL_TRACES_EXPORTER: 'none',
        OTEL_LOGS_EXPORTER: 'none',
        OTEL_METRICS_EXPORTER: 'none',
      },
    },
  );
  const ofNode = createInterface({ input: node.stdout });
  const [port] = await once(ofNode, 'line');
  const python = spawn(
    join(directory, 'bin/opentelemetry-instrument'),
    [
      '--traces_exporter',
      'none',
      '--metrics_exporter',
      'none',
      '--logs_exporter',
      'none',
      'python',
      join(FIXTURES, 'hop.py'),
      `http://127.0.0.1:${port}/last`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { PATH: `${join(directory, 'bin')}:${process.env.PATH}` } },
  );
  try {
    const [middle] = await once(createInterface({ input: python.stdout }), 'line');
    const answered = once(ofNode, 'line');
    node.stdin.write(`${middle}\n`);
    const last = JSON.parse((await answered)[0]);
    expect(last).toMatchObject({ id: 'order=88', tracestate: 'tracebridge=order~88' });
    expect(last.header).toBeUndefined();
    expect(last.traceparent).toContain(correlationIdToTraceId('order=88'));
  } finally {
    python.kill();
    node.kill();
  }
}, 240_000);
