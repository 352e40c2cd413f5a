import type { Signal } from '../otlp/signal.js';

/** A message that several records share: their resource, or their scope. Compared by identity. */
export interface SharedMessage {
  readonly bytes: Buffer;
}

/**
 * An encoded record on its way into a request: a `LogRecord`, a `Span`, or a `ScopeMetrics`. Each reader of
 * records fills one frame again and again, so a frame is only valid until the call that takes it returns.
 */
export interface Frame {
  signal: Signal;
  resource: SharedMessage | undefined;
  /** Unused for metrics, whose message brings its scope along. */
  scope: SharedMessage | undefined;
  /** The message is `data[start, end)`. */
  data: Uint8Array;
  start: number;
  end: number;
  /** Log records, spans, or data points: what the account counts. */
  items: number;
}

export function createFrame(): Frame {
  return {
    signal: 'logs',
    resource: undefined,
    scope: undefined,
    data: new Uint8Array(0),
    start: 0,
    end: 0,
    items: 0,
  };
}
