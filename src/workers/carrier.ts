import {
  type Context,
  context,
  createTraceState,
  type SpanContext,
  TraceFlags,
  type TraceState,
} from '@opentelemetry/api';
import { parseTraceParent } from '@opentelemetry/core';
import { getCorrelationId } from '../correlation/scope.js';
import { debugTextOfTraceState } from '../correlation/tracestate.js';
import { validSpanContext } from '../correlation/valid-span-context.js';
import { debugPropagation } from '../debug/signed-propagation.js';

/**
 * What travels with a job: strings only, so that it survives JSON, message attributes and headers.
 * @example
 * ```ts
 * import { type JobCarrier, jobCarrier } from 'tracebridge';
 *
 * interface Job {
 *   id: string;
 *   carrier: JobCarrier;
 * }
 * const job: Job = { id: '7', carrier: jobCarrier() };
 * ```
 */
export interface JobCarrier {
  /** W3C Trace Context, of the span that is active where the job is made. */
  traceparent?: string;
  /** At most 512 characters. */
  tracestate?: string;
  correlation_id?: string;
  /** Of a request or job that is debugged: `tracebridge debug`. */
  tracebridge_debug?: string;
}

/** What a carrier holds, checked. */
export interface CarrierContent {
  readonly spanContext: SpanContext | undefined;
  /** As it came; `acceptCorrelationId` has yet to judge it. */
  readonly correlationId: string | undefined;
  /** As it came; its signature has yet to be checked. */
  readonly debug: string | undefined;
}

const MAX_TRACESTATE_CHARS = 512;
/** Far more than a carrier needs: a job payload that was given by mistake is not parsed. */
const MAX_CARRIER_CHARS = 4_096;
const CORRELATION_KEYS = ['correlation_id', 'correlationId', 'x-correlation-id', 'X-Correlation-ID'];

/**
 * The active trace and correlation ID as a plain object of strings, to be put into a job; what is not there is left
 * out. Give it to {@link workerJob} as `carrier`.
 * @example
 * ```ts
 * import { jobCarrier, workerJob } from 'tracebridge';
 *
 * const message = JSON.stringify({ id: '7', carrier: jobCarrier() }); // by the producer
 *
 * const job = JSON.parse(message); // by the worker
 * await workerJob('mailer', job.id, { carrier: job.carrier }, async () => {});
 * ```
 */
export function jobCarrier(): JobCarrier {
  return carrierOf(context.active());
}

/** As {@link jobCarrier}, of any context. */
export function carrierOf(ctx: Context): JobCarrier {
  const spanContext = validSpanContext(ctx);
  const carrier: JobCarrier = spanContext === undefined ? {} : traceFields(spanContext);
  const correlationId = getCorrelationId(ctx);
  if (correlationId !== undefined) {
    carrier.correlation_id = correlationId;
    const debug = debugPropagation()?.textFor(ctx, correlationId);
    if (debug !== undefined) carrier.tracebridge_debug = debug;
  }
  return carrier;
}

/** Where a trace is continued from, as text. */
export function traceFields({
  traceId,
  spanId,
  traceFlags,
  traceState,
}: SpanContext): Pick<JobCarrier, 'tracestate'> & { traceparent: string } {
  const traceparent = `00-${traceId}-${spanId}-${traceFlags & 1 ? '01' : '00'}`;
  const tracestate = traceState?.serialize();
  return tracestate && tracestate.length <= MAX_TRACESTATE_CHARS
    ? { traceparent, tracestate }
    : { traceparent };
}

/**
 * Reads a carrier as queues hand it back: the object of {@link jobCarrier}, its JSON text, headers as Buffers, or SQS
 * message attributes (`{ StringValue }`, in Lambda events `{ stringValue }`). Never throws; what is malformed counts as
 * absent.
 */
export function readCarrier(carrier: unknown): CarrierContent {
  const source = typeof carrier === 'string' ? parse(carrier) : carrier;
  let correlationId: string | undefined;
  for (const key of CORRELATION_KEYS) correlationId ??= readText(source, key);
  const spanContext = readSpanContext(source);
  const debug = readText(source, 'tracebridge_debug') ?? debugTextOfTraceState(spanContext);
  return { spanContext, correlationId, debug };
}

function readSpanContext(source: unknown): SpanContext | undefined {
  const parsed = parseTraceParent(readText(source, 'traceparent') ?? '');
  if (parsed === null) return undefined;
  return {
    ...parsed,
    // Of the flags only "sampled" is known to version 00.
    traceFlags: parsed.traceFlags & TraceFlags.SAMPLED,
    isRemote: true,
    ...traceStateOf(readText(source, 'tracestate')),
  };
}

function traceStateOf(text: string | undefined): { traceState?: TraceState } {
  return text === undefined || text === '' || text.length > MAX_TRACESTATE_CHARS
    ? {}
    : { traceState: createTraceState(text) };
}

function readText(source: unknown, key: string): string | undefined {
  try {
    return textOf((source as Record<string, unknown> | null | undefined)?.[key]);
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) {
    return value.length <= MAX_CARRIER_CHARS ? Buffer.from(value).toString('utf8') : undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const attribute = value as { StringValue?: unknown; stringValue?: unknown };
  const text = attribute.StringValue ?? attribute.stringValue;
  return typeof text === 'string' ? text : undefined;
}

function parse(text: string): unknown {
  if (text.length > MAX_CARRIER_CHARS) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
