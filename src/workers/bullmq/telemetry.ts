import { type Context, context, createContextKey, ROOT_CONTEXT, SpanKind } from '@opentelemetry/api';
import { aBoolean, checkedOptions, type OptionRules } from '../../core/checked-options.js';
import { ensureContextManager } from '../../correlation/context-manager.js';
import { carrierOf } from '../carrier.js';
import { parentRule } from '../options.js';
import type { BullmqTelemetry } from './interfaces.js';
import { JobSpan } from './job-span.js';
import { createBullmqMeter } from './meter.js';
import { NO_SPAN, OperationSpan } from './operation-span.js';

/**
 * Options of {@link createTelemetry}.
 * @example
 * ```ts
 * import { type BullmqTelemetryOptions, createTelemetry } from 'tracebridge/bullmq';
 *
 * const options: BullmqTelemetryOptions = { parent: 'child' };
 * createTelemetry(options);
 * ```
 */
export interface BullmqTelemetryOptions {
  /**
   * What the span that added the job is to the span that processes it, see `workerJob`.
   * @default 'link'
   */
  parent?: 'link' | 'child' | undefined;
  /**
   * Also spans for what BullMQ does between jobs, such as "getNextJob" and "extendLocks": several for each job.
   * @default false
   */
  internalSpans?: boolean | undefined;
}

const RULES: OptionRules<BullmqTelemetryOptions> = {
  parent: parentRule,
  internalSpans: aBoolean,
};

const METADATA = createContextKey('tracebridge.bullmq.metadata');

/**
 * Telemetry for BullMQ: `new Queue(name, { connection, telemetry })`, `new Worker(name, process, { … telemetry })`.
 * A job carries the correlation ID and trace of where it was added; each attempt is a job of `workerJob`, whose worker
 * is the worker's `name`, else the queue's.
 * @throws BridgeError TRACEBRIDGE_INVALID_OPTION
 * @example
 * ```ts
 * import { Queue } from 'bullmq';
 * import { createTelemetry } from 'tracebridge/bullmq';
 *
 * new Queue('mail', { connection: { host: 'localhost' }, telemetry: createTelemetry({ internalSpans: true }) });
 * ```
 */
export function createTelemetry(options: BullmqTelemetryOptions = {}): BullmqTelemetry<Context> {
  const { parent = 'link', internalSpans = false } = checkedOptions(options, RULES);
  return {
    tracer: {
      startSpan(name, { kind } = { kind: SpanKind.INTERNAL }, ctx) {
        ensureContextManager();
        if (kind === SpanKind.CONSUMER)
          return new JobSpan(ctx?.getValue(METADATA) as string | undefined, parent);
        return kind === SpanKind.INTERNAL && !internalSpans ? NO_SPAN : new OperationSpan(name, kind);
      },
    },
    contextManager: {
      with: (ctx, fn) => context.with(ctx, fn),
      active: () => context.active(),
      root: () => ROOT_CONTEXT,
      getMetadata: (ctx) => JSON.stringify(carrierOf(ctx)),
      fromMetadata: (active, metadata) => active.setValue(METADATA, metadata),
    },
    meter: createBullmqMeter(),
  };
}

/**
 * As {@link createTelemetry} makes it without options.
 * @example
 * ```ts
 * import { Queue } from 'bullmq';
 * import { telemetry } from 'tracebridge/bullmq';
 *
 * new Queue('mail', { connection: { host: 'localhost' }, telemetry });
 * ```
 */
export const telemetry: BullmqTelemetry<Context> = createTelemetry();
