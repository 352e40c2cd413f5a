import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SignedRule, verifyToken } from '../../../src/debug/token.js';
import { ROOT, runProgram } from '../../support/run-program.js';

const SECRET = 'f0e1d2c3b4a5968778695a4b3c2d1e0f';
const debug = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  runProgram([join(ROOT, 'dist/cli/main.js'), 'debug', ...args], env);
const emptyFile = () => join(mkdtempSync(join(tmpdir(), 'debug-command-')), 'rules.json');
const rulesIn = (file: string) =>
  (JSON.parse(readFileSync(file, 'utf8')) as { rules: { id: string; user_id?: string; until: string }[] })
    .rules;

test('rules are added, listed and ended, and what has ended is left out', async () => {
  const file = emptyFile();
  const env = { TRACEBRIDGE_DEBUG_RULES: file };
  const past = { id: 'past', user_id: '1', level: 'debug', until: '2020-01-01T00:00:00Z' };
  writeFileSync(file, JSON.stringify({ rules: [past] }));
  const before = Date.now();
  const added = await debug(
    ['--user', '42\u009b', '--minutes', '30', '--level', 'VERBOSE', '--why', 'a "b"'],
    env,
  );
  const [rule, ...more] = rulesIn(file);
  expect([added.status, more]).toEqual([0, []]);
  expect(rule).toMatchObject({ user_id: '42\u009b', level: 'verbose', why: 'a "b"' });
  expect(Math.abs(Date.parse(rule!.until) - before - 1_800_000)).toBeLessThan(60_000);
  // Nothing that is written does anything to a terminal.
  expect(added.stdout).toContain('user "42\\u009b"');
  expect(added.stdout).toContain(`--off ${rule!.id}`);

  const listed = await debug(['--list'], env);
  expect(listed.stdout).toContain(rule!.id);
  expect((await debug(['--list', '--json'], env)).lines).toEqual([{ rules: [rule] }]);
  expect((await debug(['--off', rule!.id], env)).stdout).toBe(`ended ${rule!.id}\n`);
  expect((await debug(['--list'], env)).stdout).toBe('nobody is debugged\n');
});

test('commands at the same time lose no rule, and leave nothing behind; a link stays one', async () => {
  const file = emptyFile();
  const link = `${file}.link`;
  writeFileSync(file, '');
  symlinkSync(file, link);
  const users = ['1', '2', '3', '4'];
  const outcomes = await Promise.all(users.map((user) => debug(['--user', user, '--file', link])));
  expect(outcomes.map(({ status }) => status)).toEqual([0, 0, 0, 0]);
  expect(
    rulesIn(file)
      .map(({ user_id }) => user_id)
      .sort(),
  ).toEqual(users);
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readdirSync(join(file, '..')).sort()).toEqual(['rules.json', 'rules.json.link']);
});

test.each<[string, (folder: string) => string, string]>([
  ['a file', (folder) => join(folder, 'rules.json'), 'rules.json'],
  ['a link to it', (folder) => linked(folder, 'rules.json'), 'rules.json'],
  ['a link in a linked folder', (folder) => linkedFolder(folder), 'sub/rules.json'],
])('%s that is not there yet is made, and a link stays one', async (_what, make, name) => {
  const folder = mkdtempSync(join(tmpdir(), 'debug-command-'));
  const file = make(folder);
  const added = await debug(['--user', '42', '--file', file]);
  expect(added.status).toBe(0);
  expect(rulesIn(join(folder, name))).toHaveLength(1);
  expect(rulesIn(file)).toHaveLength(1);
  // The command that is shown ends it, wherever the file is.
  const shown = /npx tracebridge debug (.*)\n$/.exec(added.stdout)![1]!;
  expect(shown).toBe(`--off ${rulesIn(file)[0]!.id} --file ${file}`);
  expect(await debug(shown.split(' '))).toMatchObject({ status: 0 });
  expect(rulesIn(file)).toEqual([]);
});

function linked(folder: string, target: string): string {
  const link = join(folder, 'link');
  symlinkSync(target, link);
  return link;
}

/** `..` in a link is seen from the folder in which the link lies, whatever leads there. */
function linkedFolder(folder: string): string {
  mkdirSync(join(folder, 'sub/deep'), { recursive: true });
  linked(join(folder, 'sub/deep'), '../rules.json');
  return join(linked(folder, 'sub/deep'), 'link');
}

test.each([
  ['whose folder is missing', 'absent/rules.json', (folder: string) => `there is no folder ${folder}/absent`],
  ['that is a folder', '.', () => 'it is no file'],
  ['below a file', 'plain/rules.json', () => 'not a directory'],
  ['that is a circle of links', 'circle', () => 'too many symbolic links'],
])('a file %s is told by its own name', async (_what, name, why) => {
  const folder = mkdtempSync(join(tmpdir(), 'debug-command-'));
  writeFileSync(join(folder, 'plain'), '');
  symlinkSync('circle', join(folder, 'circle'));
  const file = join(folder, name);
  const { status, stderr } = await debug(['--user', '42', '--file', file]);
  expect([status, stderr]).toEqual([1, expect.stringContaining(why(folder))]);
  expect(stderr).toContain(file);
  expect(stderr).not.toMatch(/\.lock|\.tmp/);
  expect(readdirSync(folder).sort()).toEqual(['circle', 'plain']);
});

test('a file that is not understood is left as it is', async () => {
  const file = emptyFile();
  for (const text of ['{', '{"rules": [{"userid": "1", "until": "2030-01-01T00:00:00Z"}]}']) {
    writeFileSync(file, text);
    const { status, stderr } = await debug(['--user', '42', '--file', file]);
    expect([status, readFileSync(file, 'utf8')]).toEqual([1, text]);
    expect(stderr).toContain(`${file} is left as it is: `);
  }
});

test('a header is for who it says, and for as long', async () => {
  const env = { TRACEBRIDGE_DEBUG_SECRET: `${SECRET},old` };
  const { lines } = await debug(['--user', '42', '--minutes', '5', '--header', '--once', '--json'], env);
  const { header, value, until } = lines[0] as Record<string, string>;
  const signed = verifyToken(value!, [SECRET]) as SignedRule;
  expect(header).toBe('x-tracebridge-debug');
  expect([signed.isFor('42'), signed.isFor('43'), signed.isOnce]).toEqual([true, false, true]);
  expect(Date.parse(until!) - signed.until).toBeLessThan(1000);
});

test.each<[string, string[], NodeJS.ProcessEnv, string]>([
  ['nobody', [], {}, 'Expected --user or --correlation-id'],
  ['no way to say so', ['--user', '42'], {}, 'Expected --file or TRACEBRIDGE_DEBUG_RULES, or --header'],
  ['no secret', ['--user', '42', '--header'], {}, 'Expected TRACEBRIDGE_DEBUG_SECRET'],
  ['two ways', ['--user', '42', '--header', '--file', 'x'], {}, 'either --header or --file'],
  ['once without a header', ['--user', '42', '--once', '--file', 'x'], {}, 'Expected --once with --header'],
  ['no minutes', ['--user', '42', '--minutes', '0'], {}, 'from 1 to 1440'],
  ['more than a day', ['--user', '42', '--minutes', '1441'], {}, 'from 1 to 1440'],
  ['half a minute', ['--user', '42', '--minutes', '0.5'], {}, 'from 1 to 1440'],
  ['an unknown level', ['--user', '42', '--level', 'loud'], {}, 'Expected --level to be one of'],
  ['an empty user', ['--user', ''], {}, 'has no text of 1 to 256 characters as user_id'],
  ['no correlation ID', ['--correlation-id', 'a b'], {}, 'has a correlation_id that is none'],
  ['an unknown option', ['--usr', '42'], {}, 'did you mean --user?'],
])('%s is told, with exit status 2', async (_what, args, env, message) => {
  const { status, stderr, stdout } = await debug(args, env);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
});

test('ending what is not there is told', async () => {
  const { status, stderr } = await debug(['--off', 'none', '--file', emptyFile()]);
  expect([status, stderr]).toEqual([1, expect.stringContaining('has no rule "none" in force')]);
});
