import type { Attributes } from '@opentelemetry/api';
import type { BullmqAttributes } from './interfaces.js';

/** Names that BullMQ gives (its `TelemetryAttributes`). */
export const QUEUE_NAME = 'bullmq.queue.name';
export const JOB_ID = 'bullmq.job.id';
export const WORKER_NAME = 'bullmq.worker.name';
export const ATTEMPTS_MADE = 'bullmq.job.attempts.made';
export const FAILED_REASON = 'bullmq.job.failed.reason';

/** The attributes that have a value: BullMQ gives undefined for what it does not know. */
export function known(attributes: BullmqAttributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
