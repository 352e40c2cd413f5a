import type { DoctorContext } from './context.js';
import type { Finding } from './finding.js';

/** What one check has to say. */
export interface CheckOutcome {
  /** undefined where there was none. */
  readonly findings: readonly (Finding | undefined)[];
  /** What was seen, in a few words; for people. */
  readonly seen?: string;
  /** Why the check was not made. */
  readonly skipped?: string;
}

/** One subject that is looked at. Checks run in the order of the registry; later ones use what earlier ones saw. */
export interface Check {
  readonly id: string;
  readonly title: string;
  run(context: DoctorContext): Promise<CheckOutcome> | CheckOutcome;
}

export function skipped(reason: string): CheckOutcome {
  return { findings: [], skipped: reason };
}

export function found(finding: Finding): CheckOutcome {
  return { findings: [finding] };
}
