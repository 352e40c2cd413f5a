import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startSpanReceiver } from '../../support/http/span-receiver.js';

const ROOT = join(__dirname, '../../..');

test('beside start(), everything is captured and exported', async () => {
  const receiver = await startSpanReceiver();
  await using _closed = { [Symbol.asyncDispose]: () => receiver.close() };
  const { stdout, stderr } = await promisify(execFile)(
    join(ROOT, 'node_modules/.bin/node'),
    [join(ROOT, 'test/fixtures/testing/beside-start.cjs')],
    {
      cwd: ROOT,
      env: { PATH: process.env.PATH, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
      timeout: 20_000,
    },
  );
  expect(JSON.parse(stdout.trim().split('\n').at(-1)!)).toEqual({
    spans: ['work'],
    logs: ['inside'],
    orders: 2,
    delivered: { traces: 2, logs: 4 },
  });
  expect(stderr).toBe('');
  expect(receiver.spans.map(({ name }) => name)).toEqual(['work', 'later']);
}, 30_000);

test('with OTEL_SDK_DISABLED, start() is nothing and the capture works on its own', async () => {
  const { stdout } = await promisify(execFile)(
    join(ROOT, 'node_modules/.bin/node'),
    [join(ROOT, 'test/fixtures/testing/disabled.cjs')],
    { cwd: ROOT, env: { PATH: process.env.PATH, OTEL_SDK_DISABLED: 'true' }, timeout: 20_000 },
  );
  expect(JSON.parse(stdout.trim().split('\n').at(-1)!)).toEqual({
    kinds: ['client', 'server'],
    logs: ['served'],
  });
}, 30_000);
