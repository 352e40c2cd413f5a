/**
 * Frames in a ring are eight-byte aligned: a header of four 32-bit words, then the payload.
 *
 *     word 0  payload length in bytes
 *     word 1  kind
 *     word 2  scope handle
 *     word 3  items: records, or data points of a metrics frame
 */
export const HEADER_BYTES = 16;

/** What a frame holds. The values of signals are their index in `SIGNALS`. */
export const FrameKind = {
  traces: 0,
  metrics: 1,
  logs: 2,
  /** A Resource message: the resource of all frames after it. */
  resource: 3,
  /** An InstrumentationScope message, under the header's scope handle. */
  scope: 4,
  /** Nothing: the writer went on at the ring's start. */
  wrap: 5,
} as const;

export type FrameKind = (typeof FrameKind)[keyof typeof FrameKind];

export function frameBytes(payloadBytes: number): number {
  return (HEADER_BYTES + payloadBytes + 7) & ~7;
}

/** Control words of a ring, before its data. */
export const RingWord = {
  /** Offset in the data at which the producer writes next. Written by the producer only. */
  write: 0,
  /** Offset up to which the consumer has read. Written by the consumer only. */
  read: 1,
} as const;

export const RING_HEADER_BYTES = 64;

/** Memory of a ring: one producer, one consumer. */
export function createRing(dataBytes: number): SharedArrayBuffer {
  return new SharedArrayBuffer(RING_HEADER_BYTES + ((dataBytes + 7) & ~7));
}
