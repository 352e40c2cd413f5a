import type { Finding } from './finding.js';

type CheckStatus = 'ok' | 'found' | 'skipped';

export interface CheckReport {
  readonly id: string;
  readonly title: string;
  readonly status: CheckStatus;
  readonly durationMillis: number;
  readonly seen?: string;
  /** Why it was skipped. */
  readonly reason?: string;
  readonly findings: readonly Finding[];
}

/** What `--json` prints. docs/doctor.md has its schema; `schemaVersion` grows when a field changes its meaning. */
export interface DoctorReport {
  readonly schemaVersion: 1;
  readonly tracebridge: string;
  readonly node: string;
  readonly platform: string;
  /** No finding is an error. */
  readonly ok: boolean;
  readonly summary: { readonly errors: number; readonly warnings: number; readonly infos: number };
  /** Variables that are set; values only of those that hold no secret. */
  readonly environment: Readonly<Record<string, string>>;
  readonly checks: readonly CheckReport[];
}
