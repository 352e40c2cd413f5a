import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { binary } from '../backends/binaries.js';

type Json = Record<string, unknown>;

/** One line a finding: "E3030 Resources/Shop/Properties/Runtime 'x' is not one of …". Empty: the template is right. */
export async function cloudFormationFindings(template: string, name: string): Promise<string[]> {
  const directory = await mkdtemp(join(tmpdir(), 'tracebridge-template-'));
  const file = join(directory, name);
  await writeFile(file, template);
  try {
    const { stdout } = await run('cfn-lint', ['--format', 'json', '--non-zero-exit-code', 'none', file]);
    const findings = JSON.parse(stdout || '[]') as Finding[];
    return findings.map(({ Rule, Location, Message }) => `${Rule.Id} ${Location.Path.join('/')} ${Message}`);
  } finally {
    await rm(directory, { recursive: true });
  }
}

interface Finding {
  Rule: { Id: string };
  Location: { Path: (string | number)[] };
  Message: string;
}

/** What AWS makes of a SAM template. */
export async function samToCloudFormation(template: string): Promise<string> {
  const { stdout } = await run('python', [join(__dirname, 'sam_to_cloudformation.py')], template);
  return stdout;
}

/** What the API's input shape finds wrong with a task definition; empty when it is right. */
export async function taskDefinitionFindings(task: Json): Promise<string> {
  const checking = run('python', [join(__dirname, 'register_task_definition.py')], JSON.stringify(task));
  const { stdout } = await checking.catch((error: { stdout: string }) => error);
  return stdout.trim();
}

/** Maps of the API whose keys are the user's or a driver's own names. */
const FREE_KEYS = new Set(['options', 'dockerLabels', 'driverOpts', 'labels']);

/** The API's names begin with a small letter where CloudFormation's begin with a capital; else they are the same. */
export function asCloudFormation(value: unknown, free = false): unknown {
  if (Array.isArray(value)) return value.map((item) => asCloudFormation(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      free ? key : key.charAt(0).toUpperCase() + key.slice(1),
      asCloudFormation(inner, FREE_KEYS.has(key)),
    ]),
  );
}

function run(program: string, args: readonly string[], input = '') {
  const running = promisify(execFile)(join(binary('models'), program), [...args], {
    // The translator asks for a region, and for nothing else.
    env: { PATH: process.env.PATH, HOME: process.env.HOME, AWS_DEFAULT_REGION: 'eu-central-1' },
  });
  running.child.stdin?.end(input);
  return running;
}
