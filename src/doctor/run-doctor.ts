import { VERSION } from '../core/version.js';
import { type Check, type CheckOutcome, found } from './check.js';
import { createContext, type DoctorContext, type DoctorOptions } from './context.js';
import type { Severity } from './finding.js';
import { APP_CHECKS, CHECKS } from './registry.js';
import type { CheckReport, DoctorReport } from './report.js';
import { safeText } from './safe-text.js';
import { visibleEnvironment } from './visible-environment.js';

/**
 * Runs all checks, one after the other; those of the app only with a command. Never rejects: a check that fails is a finding.
 * @param onCheck told each check as it is done
 */
export async function runDoctor(
  options: DoctorOptions,
  onCheck: (check: CheckReport) => void = () => {},
): Promise<DoctorReport> {
  const context = createContext(options);
  const checks: CheckReport[] = [];
  for (const check of options.command === undefined ? CHECKS : [...CHECKS, ...APP_CHECKS]) {
    const report = await runCheck(check, context);
    checks.push(report);
    onCheck(report);
  }
  const count = (severity: Severity) =>
    checks.flatMap(({ findings }) => findings).filter((finding) => finding.severity === severity).length;
  const summary = { errors: count('error'), warnings: count('warning'), infos: count('info') };
  return {
    schemaVersion: 1,
    tracebridge: VERSION,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    ok: summary.errors === 0,
    summary,
    environment: visibleEnvironment(),
    checks,
  };
}

async function runCheck(check: Check, context: DoctorContext): Promise<CheckReport> {
  const started = performance.now();
  const outcome = await attempt(check, context);
  const { seen, skipped: reason } = outcome;
  const findings = outcome.findings.filter((finding) => finding !== undefined);
  const problem = findings.length > 0 ? 'found' : 'ok';
  return {
    id: check.id,
    title: check.title,
    status: reason === undefined ? problem : 'skipped',
    durationMillis: Math.round(performance.now() - started),
    ...(seen && { seen }),
    ...(reason !== undefined && { reason }),
    findings,
  };
}

async function attempt(check: Check, context: DoctorContext): Promise<CheckOutcome> {
  try {
    return await check.run(context);
  } catch (error) {
    const message = safeText(error instanceof Error ? error.message : String(error));
    return found({
      id: 'check-failed',
      severity: 'warning',
      what: `The check "${check.title}" could not be made: ${message}`,
      why: 'what it looks at is not known',
      fix: 'correct what was found above and run the doctor again; else please report this',
    });
  }
}
