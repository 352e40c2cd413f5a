import { randomFillSync } from 'node:crypto';

/** As it was found: a test of the app may stand in for it, and count its calls. */
const fill = randomFillSync;
const POOL_BYTES = 4096;
const TRACE_ID_BYTES = 16;
/** Of 64: an ID that is kept keeps the text that it is a part of. */
const SPAN_IDS_BYTES = 512;
const SPAN_ID_DIGITS = 16;
const ZERO = '0'.charCodeAt(0);

const pool = Buffer.allocUnsafeSlow(POOL_BYTES);
let offset = POOL_BYTES;

/**
 * 32 hex digits of a new UUID (RFC 9562, version 4), so that every trace ID reads back as a correlation ID;
 * `randomUUID` takes three times as long to format and strip.
 */
export function randomTraceId(): string {
  const at = take(TRACE_ID_BYTES);
  pool[at + 6] = (pool[at + 6]! & 0x0f) | 0x40;
  pool[at + 8] = (pool[at + 8]! & 0x3f) | 0x80;
  return pool.toString('hex', at, at + TRACE_ID_BYTES);
}

let spanIds = '';
let nextSpanId = 0;

/** 16 hex digits, not all zero; many are formatted at once, in an eighth of the time of each by itself. */
export function randomSpanId(): string {
  for (;;) {
    if (nextSpanId === spanIds.length) {
      const at = take(SPAN_IDS_BYTES);
      spanIds = pool.toString('hex', at, at + SPAN_IDS_BYTES);
      nextSpanId = 0;
    }
    const id = spanIds.slice(nextSpanId, nextSpanId + SPAN_ID_DIGITS);
    nextSpanId += SPAN_ID_DIGITS;
    // The first digit spares a call into the runtime, which comparing a part of a text is.
    if (id.charCodeAt(0) !== ZERO || id !== '0000000000000000') return id;
  }
}

/** Offset of random bytes that nobody had. */
function take(bytes: number): number {
  if (offset + bytes > POOL_BYTES) {
    fill(pool);
    offset = 0;
  }
  const at = offset;
  offset += bytes;
  return at;
}
