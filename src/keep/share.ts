import { createHash } from 'node:crypto';
import { createTraceState, type TraceState } from '@opentelemetry/api';

// OpenTelemetry, "TraceState: Probability Sampling": a trace belongs to the share when the last 56 bits of its trace ID,
// or those that `rv` gives in their place, are not below the rejection threshold. As 14 hex digits of lower case they
// compare as texts.

const BITS = 56n;
const DIGITS = 14;
const ALL = 1n << BITS;
/** Hex digits of a threshold; more where it begins with zeros or `f`s. As the Collector's own sampler writes it. */
const PRECISION = 4;

const MEMBER = 'ot';
const RANDOMNESS = /^[0-9a-f]{14}$/;
const THRESHOLD = /^[0-9a-f]{1,14}$/;

/** No trace reaches it. */
const NEVER = 'g';

/**
 * The rejection threshold of a share, in 14 hex digits.
 * @param share 0 to 1
 */
export function thresholdOf(share: number): string {
  const scaled = BigInt(Math.round(share * Number(ALL)));
  if (scaled === 0n) return NEVER;
  if (scaled >= ALL) return '0'.repeat(DIGITS);
  const digits = Math.min(DIGITS, PRECISION + Math.max(leadingDigits(share), leadingDigits(1 - share)));
  const unit = 1n << BigInt(4 * (DIGITS - digits));
  const rounded = ((ALL - scaled + unit / 2n) / unit) * unit;
  return (rounded < ALL ? rounded : ALL - unit).toString(16).padStart(DIGITS, '0');
}

/** How many hex digits of a share are zero behind the point. */
function leadingDigits(share: number): number {
  return share === 0 ? 0 : Math.max(0, Math.floor(-(Math.floor(Math.log2(share)) + 1) / 4));
}

/** A threshold as `th` has it. */
export function shortened(threshold: string): string {
  return threshold.replace(/0+$/, '') || '0';
}

/** A UUID of version 1, 2 or 6: its last 56 bits are those of a host. */
const HOST_UUID = /^[0-9a-f]{12}[126][0-9a-f]{3}[89ab]/;

/**
 * The trace state of a trace that begins here: where the trace ID, derived from a correlation ID, is known not to end in
 * random bits, it has others in `rv`, the same wherever they are made.
 */
export function initialTraceState(traceId: string): TraceState | undefined {
  if (!HOST_UUID.test(traceId)) return undefined;
  const rv = createHash('sha256').update(traceId).digest('hex').slice(0, DIGITS);
  return createTraceState().set(MEMBER, `rv:${rv}`);
}

/** What a trace is chosen by, in 14 hex digits. */
export function randomnessOf(traceId: string, traceState: TraceState | undefined): string {
  const rv = traceState === undefined ? undefined : subkeys(traceState).get('rv');
  return rv !== undefined && RANDOMNESS.test(rv) ? rv : traceId.slice(-DIGITS);
}

/** Whether a trace belongs to the share of a threshold. */
export function isAbove(randomness: string, threshold: string): boolean {
  return randomness >= threshold;
}

/**
 * The trace state of a span that was kept with a threshold: the higher one of the two counts where whoever came before
 * has chosen too.
 */
export function withThreshold(traceState: TraceState | undefined, threshold: string): TraceState {
  const members = traceState === undefined ? new Map<string, string>() : subkeys(traceState);
  const before = members.get('th');
  const isHigher = before !== undefined && THRESHOLD.test(before) && padded(before) > padded(threshold);
  members.set('th', isHigher ? before : threshold);
  const text = [...members].map(([key, value]) => `${key}:${value}`).join(';');
  return (traceState ?? createTraceState()).set(MEMBER, text);
}

function padded(threshold: string): string {
  return threshold.padEnd(DIGITS, '0');
}

function subkeys(traceState: TraceState): Map<string, string> {
  const parts = (traceState.get(MEMBER) ?? '').split(';').filter((part) => part.includes(':'));
  return new Map(
    parts.map((part) => [part.slice(0, part.indexOf(':')), part.slice(part.indexOf(':') + 1)] as const),
  );
}
