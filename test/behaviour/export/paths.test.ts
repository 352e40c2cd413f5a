import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REGISTER, ROOT, runProgram } from '../../support/run-program.js';
import { TelemetryReceiver } from '../../support/telemetry-receiver.js';

const BRIDGE = JSON.stringify(join(ROOT, 'dist'));
let folder: string;
let receiver: TelemetryReceiver;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'paths-'));
  receiver = await TelemetryReceiver.start();
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await receiver.close();
});

const run = (preload: string[], program: string, variables: NodeJS.ProcessEnv) =>
  runProgram(
    [...preload, '-e', program],
    { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...variables },
    { cwd: folder, timeout: 20_000 },
  );

test('relative paths lead where they led when the program was started', async () => {
  const rule = { user_id: '42', level: 'debug', until: new Date(Date.now() + 60_000).toISOString() };
  writeFileSync(join(folder, 'rules.json'), JSON.stringify({ rules: [rule] }));
  mkdirSync(join(folder, 'elsewhere'));
  const { stdout } = await run(
    ['--require', REGISTER],
    `process.chdir('elsewhere');
     const { getLogger, workerJob } = require(${BRIDGE});
     workerJob('mailer', 'job-1', { userId: '42' }, () => getLogger('app').debug('seen'));`,
    { TRACEBRIDGE_DEBUG_RULES: 'rules.json', TRACEBRIDGE_SPOOL_DIR: 'spool' },
  );
  expect(stdout).toContain('"message":"seen"');
  expect(readdirSync(folder)).toContain('spool');
  expect(readdirSync(join(folder, 'elsewhere'))).toEqual([]);
});

// The system says of both that they are not there, although their parents are.
test.each([
  ['a file system of the kernel', '/proc/spool/of', ''],
  [
    'a working directory that was removed',
    'spool/of',
    `const { mkdtempSync, rmdirSync } = require('fs');
     const gone = mkdtempSync('gone-'); process.chdir(gone); rmdirSync('../' + gone);`,
  ],
])('no spool can be made in %s: records stay in memory', async (_, directory, before) => {
  const { status, stderr } = await run(
    [],
    `${before}
     const { start, getLogger } = require(${BRIDGE});
     start(${JSON.stringify({ spoolDir: directory })});
     getLogger('app').info('one');`,
    { TRACEBRIDGE_EXPORT: 'inline' },
  );
  expect(stderr).toContain("the spool directory can't be used, records stay in memory: ENOENT");
  expect(status).toBe(0);
  expect(receiver.logs.map(({ body }) => body)).toEqual(['one']);
});
