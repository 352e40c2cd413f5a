import type { Attributes } from '@opentelemetry/api';
import { anything, checkedOptions, type OptionRules } from '../core/checked-options.js';
import { invalidOption } from '../core/errors.js';

/**
 * Options of {@link workerJob}.
 * @example
 * ```ts
 * import { workerJob, type WorkerJobOptions } from 'tracebridge';
 *
 * const options: WorkerJobOptions = { parent: 'child', attributes: { 'messaging.system': 'aws_sqs' } };
 * workerJob('mailer', 7, options, () => 'sent');
 * ```
 */
export interface WorkerJobOptions {
  /** `user_id` of the job's log lines. */
  userId?: string | undefined;
  /**
   * What `jobCarrier()` gave where the job was made, as the queue hands it back: an object, its JSON text, Buffers, or
   * SQS message attributes. Anything else counts as none.
   */
  carrier?: unknown;
  /**
   * What the producer's span is to the job's: 'link' gives the job a trace of its own with a link to the producer's,
   * 'child' continues the producer's trace.
   * @default 'link'
   */
  parent?: 'link' | 'child' | undefined;
  /** Attributes of the job's span, such as `messaging.system`. */
  attributes?: Attributes | undefined;
}

/** @throws BridgeError TRACEBRIDGE_INVALID_OPTION */
export function requireWorkerName(workerName: unknown): void {
  if (typeof workerName !== 'string' || workerName === '')
    throw invalidOption('workerName', 'a non-empty string', workerName);
}

export const parentRule = {
  expected: "'link' or 'child'",
  holds: (value: unknown): boolean => value === 'link' || value === 'child',
};

const RULES: OptionRules<WorkerJobOptions> = {
  userId: { expected: 'a string', holds: (value) => typeof value === 'string' },
  carrier: anything,
  parent: parentRule,
  attributes: {
    expected: 'an object of span attributes',
    holds: (value) => typeof value === 'object' && value !== null,
  },
};

/** @throws BridgeError TRACEBRIDGE_INVALID_OPTION */
export function checkedJobOptions(options: WorkerJobOptions = {}): WorkerJobOptions {
  return checkedOptions(options, RULES);
}
