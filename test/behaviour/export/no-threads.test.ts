import { join } from 'node:path';
import { REGISTER, ROOT, runProgram } from '../../support/run-program.js';
import { TelemetryReceiver } from '../../support/telemetry-receiver.js';

const FIXTURE = join(ROOT, 'test/fixtures/export/no-threads.cjs');
// Node.js 25 and later ask for the network too; earlier ones refuse the flag.
const NETWORK = ['--allow-net'].filter((flag) => process.allowedNodeEnvironmentFlags.has(flag));
const NO_THREADS = ['--permission', '--allow-fs-read=*', '--allow-fs-write=*', ...NETWORK];

let receiver: TelemetryReceiver;
beforeEach(async () => {
  receiver = await TelemetryReceiver.start();
});
afterEach(() => receiver.close());

const run = (flags: string[], way = '', env = {}) =>
  runProgram([...flags, '--require', REGISTER, FIXTURE, way], {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    ...env,
  });
const bodies = () => receiver.logs.map(({ body }) => body);

test.each([
  // The reason is Node's own text, which differs by release.
  ['the working directory is gone', [], 'folder is gone', /ENOENT.*cwd/],
  ['threads are not permitted', NO_THREADS, '', /Access to this API has been restricted/],
])('%s: exported in this thread, one line says so', async (_what, flags, way, reason) => {
  // The thread is wanted at once.
  const { status, stderr } = await run(flags, way, { OTEL_BLRP_SCHEDULE_DELAY: '0' });
  expect(status).toBe(0);
  expect(bodies()).toEqual(['one', 'two']);
  expect(receiver.spans).toEqual([]);
  const told = stderr.split('\n').filter((line) => line.startsWith('[tracebridge]'));
  expect(told).toEqual([expect.stringContaining('TRACEBRIDGE_EXPORT=inline')]);
  expect(told[0]).toMatch(reason);
});

test.each([
  ['the exporter thread', { OTEL_BLRP_SCHEDULE_DELAY: '0' }],
  ['the end', {}],
])(
  'the files that %s needs are gone, or hidden by a test: the app runs on, and the loss is told',
  async (_who, env) => {
    const { status, stderr } = await run([], 'no files', env);
    expect(status).toBe(0);
    expect(stderr).toContain('0 of 2 log records delivered; 2 dropped');
    expect(stderr).toMatch(/^(\[tracebridge\] .*\n)+$/);
  },
);

test('an app that breaks process.nextTick ends, and what it logged arrives', async () => {
  expect(await run([], 'no next tick')).toMatchObject({ status: 0, stderr: '' });
  expect(bodies()).toEqual(['one', 'two']);
});

test('the first record comes at the end of the stack: the later ones arrive', async () => {
  expect(await run([], 'end of the stack')).toMatchObject({ status: 0, stderr: '' });
  expect(bodies()).toEqual(expect.arrayContaining(['one', 'two']));
});
