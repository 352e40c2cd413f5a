import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { NODE, REGISTER, ROOT, runProgram } from '../../support/run-program.js';

const FIXTURE = join(ROOT, 'test/fixtures/logs/batched.cjs');
const ENV = { OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' };
const MESSAGES = [
  ...Array<string>(50).fill('1 first turn'),
  '2 before',
  '3 the app',
  '4 between',
  '5 the app',
  '6 long',
  '7 last',
  '9 in an exit listener',
];

const run = (way: string, mode: string) =>
  runProgram(['--require', REGISTER, FIXTURE, way], { ...ENV, TRACEBRIDGE_STDOUT: mode });
const writesIn = (stderr: string) => Number(/^(\d+) writes$/m.exec(stderr)?.[1]);

test.each([
  ['natural', 0],
  ['exit', 3],
  ['throw', 1],
  ['rejection', 1],
])('TRACEBRIDGE_STDOUT=batched, ended by %s: every line, in the order of the calls', async (way, code) => {
  const { status, stderr, lines } = await run(way, 'batched');
  expect(status).toBe(code);
  expect(lines.map(({ message }) => message)).toEqual(MESSAGES);
  expect(writesIn(stderr)).toBeLessThanOrEqual(9);
});

test('without it each line is a write of its own', async () => {
  const { stderr, lines } = await run('natural', 'lines');
  expect(lines.map(({ message }) => message)).toEqual(MESSAGES);
  expect(writesIn(stderr)).toBe(MESSAGES.length);
});

test('what goes to stderr comes after the lines that were logged before it', () => {
  const program =
    "const log = require('tracebridge').getLogger('a'); log.info('one'); console.error('two'); log.info('three'); console.error('four')";
  const command = `"${NODE}" --require "${REGISTER}" -e "${program}" 2>&1`;
  const { stdout } = spawnSync('sh', ['-c', command], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...ENV, TRACEBRIDGE_STDOUT: 'batched' },
  });
  expect(stdout.match(/one|two|three|four/g)).toEqual(['one', 'two', 'three', 'four']);
});
