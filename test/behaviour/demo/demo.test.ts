import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { NODE, ROOT, runProgram } from '../../support/run-program.js';

const { runDemo } =
  require('../../../dist/demo/run-demo.js') as typeof import('../../../src/demo/run-demo.js');

const MAIN = join(ROOT, 'dist/cli/main.js');
const EXAMPLE = join(ROOT, 'examples/demo');
const START_MILLIS = 60_000;

function expectWholeStory(output: string): void {
  expect(output).toMatch(/POST \/generate → 202 {2}X-Correlation-ID: order-2024-0042/);
  const story = output.slice(output.indexOf('\ncorrelation order-2024-0042'));
  expect(story).toMatch(/demo-api +● POST/);
  expect(story).toMatch(/demo-api +● load_user/);
  expect(story).toMatch(/demo-worker +● generate_text/);
  expect(story).toMatch(/info Text generated/);
  expect(output).toMatch(/✖ generate_text .*the model refused/);
  expect(output).toMatch(/worker +service +done +failed/);
  expect(output).toMatch(/generator +demo-worker +\d+ +\d+/);
}

test.concurrent(
  'an API and a worker in processes of their own: traces with logs by correlation ID, and the metrics of the worker',
  async () => {
    const outcome = await runProgram([MAIN, 'demo', '--port', '0', '--rounds', '1']);
    expect(outcome).toMatchObject({ status: 0, stderr: '' });
    expectWholeStory(outcome.stdout);
  },
  START_MILLIS,
);

test.concurrent(
  'the API without a framework tells the same',
  async () => {
    const output = new PassThrough();
    const told = text(output);
    await runDemo({
      api: join(EXAMPLE, 'api-http.js'),
      worker: join(EXAMPLE, 'worker.js'),
      port: 0,
      output,
      signal: new AbortController().signal,
      rounds: 1,
      pauseMillis: 5000,
    });
    output.end();
    expectWholeStory(await told);
  },
  START_MILLIS,
);

test(
  'Ctrl-C ends it, its programs and its server',
  async () => {
    const child = spawn(NODE, [MAIN, 'demo', '--port', '0'], { stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
      // Once: a second Ctrl-C ends it at once, with the signal's status.
      if (!child.killed && stdout.includes('X-Correlation-ID')) child.kill('SIGINT');
    });
    expect(await once(child, 'close')).toEqual([0, null]);
    const [, port] = /API: http:\/\/127\.0\.0\.1:(\d+)/.exec(stdout) ?? [];
    await expect(fetch(`http://127.0.0.1:${port}/generate`)).rejects.toThrow('fetch failed');
  },
  START_MILLIS,
);
