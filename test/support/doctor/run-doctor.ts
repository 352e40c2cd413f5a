import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding, FindingId } from '../../../src/doctor/finding.js';
import type { DoctorReport } from '../../../src/doctor/report.js';

const ROOT = join(__dirname, '../../..');
export const MAIN = join(ROOT, 'dist/cli/main.js');
const EMPTY = mkdtempSync(join(tmpdir(), 'tracebridge-empty-'));
process.on('exit', () => rmSync(EMPTY, { recursive: true, force: true }));

export interface DoctorRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly args?: readonly string[];
  /** On top of nothing: the doctor hears no variable of the test's own process but PATH. */
  readonly env?: Record<string, string>;
  /** What `tracebridge` is; default: this package, built. */
  readonly main?: string;
  readonly nodeArgs?: readonly string[];
  readonly cwd?: string;
}

/** Runs `tracebridge doctor` in a process. By default in an empty folder, so that this package is not the app. */
export async function runDoctor(options: RunOptions = {}): Promise<DoctorRun> {
  const { args = [], env = {}, main = MAIN, nodeArgs = [], cwd = EMPTY } = options;
  const child = spawn(process.execPath, [...nodeArgs, main, 'doctor', ...args], {
    cwd,
    env: { PATH: `${join(process.execPath, '..')}:${process.env.PATH}`, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const [status] = await once(child, 'close');
  return { status, stdout, stderr };
}

export interface Diagnosis {
  readonly status: number | null;
  readonly report: DoctorReport;
  readonly findings: readonly Finding[];
  readonly ids: readonly FindingId[];
  /** @throws when there is no such finding, with those that there are */
  finding(id: FindingId): Finding;
}

/** `tracebridge doctor --json`, read. */
export async function diagnose(options: RunOptions = {}): Promise<Diagnosis> {
  const { status, stdout, stderr } = await runDoctor({
    ...options,
    args: ['--json', ...(options.args ?? [])],
  });
  if (stderr !== '') throw new Error(`The doctor wrote on stderr: ${stderr}`);
  const report = JSON.parse(stdout) as DoctorReport;
  const findings = report.checks.flatMap((check) => check.findings);
  return {
    status,
    report,
    findings,
    ids: findings.map(({ id }) => id),
    finding(id) {
      const found = findings.find((finding) => finding.id === id);
      if (found === undefined) throw new Error(`No ${id}: ${JSON.stringify(findings, undefined, 1)}`);
      return found;
    },
  };
}
