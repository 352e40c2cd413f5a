import { join } from 'node:path';
import { type AppRun, REGISTER, ROOT, runApp } from '../../support/apps/run-app.js';

const APP = join(ROOT, 'test/fixtures/console/app.cjs');
/** Without winston's and our own lines, which have a time and IDs of their own, and without stack frames. */
const printed = (text: string) => text.replaceAll(/^(\{.*\}| +at .*)\n/gm, '');

let run: AppRun;
beforeAll(async () => {
  run = await runApp({ args: ['--require', REGISTER, APP], env: { TRACEBRIDGE_CONSOLE: 'true' } });
}, 30_000);

test('each method is exported once, at its level, in the trace', () => {
  const ofConsole = run.logs.filter(({ scope }) => scope === 'console');
  expect(ofConsole.map(({ severityText, body }) => [severityText, String(body).split('\n')[0]])).toEqual([
    ['info', 'plain text {"n":1}'],
    ['info', 'info'],
    ['warn', expect.stringMatching(/^warned password=(?!hunter2)/)],
    ['error', 'failed too far'],
    ['debug', 'debugged'],
    ['info', '{"n":2}'],
    ['info', 'from inspect'],
  ]);
  expect(new Set(ofConsole.map(({ traceId }) => traceId))).toEqual(new Set([run.spans[0]?.traceId]));
  expect(JSON.stringify(ofConsole[3])).toContain('"exception.type":"RangeError"');
  expect(JSON.stringify(ofConsole[0])).toContain('order-9');
});

test('what winston prints is not captured again, also with forceConsole', () => {
  for (const message of ['by getLogger', 'forced'])
    expect(run.logs.filter(({ body }) => String(body).includes(message))).toHaveLength(1);
});

test('what is printed stays the same', async () => {
  const without = await runApp({ args: [APP] });
  expect(printed(run.stdout)).toBe(printed(without.stdout));
  expect(printed(run.stderr)).toBe(printed(without.stderr));
});
