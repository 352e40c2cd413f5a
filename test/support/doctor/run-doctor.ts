import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Finding, FindingId } from '../../../src/doctor/finding.js';
import type { DoctorReport } from '../../../src/doctor/report.js';
import { NODE, type Outcome, ROOT, runProgram } from '../run-program.js';

export const MAIN = join(ROOT, 'dist/cli/main.js');
const EMPTY = mkdtempSync(join(tmpdir(), 'tracebridge-empty-'));
process.on('exit', () => rmSync(EMPTY, { recursive: true, force: true }));

/** No collector is needed. */
export const NO_EXPORT = {
  OTEL_TRACES_EXPORTER: 'none',
  OTEL_METRICS_EXPORTER: 'none',
  OTEL_LOGS_EXPORTER: 'none',
};

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
export function runDoctor(options: RunOptions = {}): Promise<Outcome> {
  const { args = [], env = {}, main = MAIN, nodeArgs = [], cwd = EMPTY } = options;
  const PATH = `${dirname(NODE)}:${process.env.PATH}`;
  return runProgram([...nodeArgs, main, 'doctor', ...args], { PATH, ...env }, { cwd });
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
