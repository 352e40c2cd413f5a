/**
 * The parts of BullMQ's `Telemetry` interface that are used here, so that nothing of BullMQ needs to be installed for
 * its types. `test/types/bullmq.ts` holds them against the real ones.
 */
export interface BullmqSpan<Context> {
  setSpanOnContext(ctx: Context): Context;
  setAttribute(key: string, value: BullmqAttributeValue): void;
  setAttributes(attributes: BullmqAttributes): void;
  addEvent(name: string, attributes?: BullmqAttributes): void;
  recordException(exception: unknown, time?: unknown): void;
  end(): void;
}

export type BullmqAttributeValue =
  | string
  | number
  | boolean
  | (null | undefined | string)[]
  | (null | undefined | number)[]
  | (null | undefined | boolean)[];

export type BullmqAttributes = Record<string, BullmqAttributeValue | undefined>;

export interface BullmqInstrumentOptions {
  description?: string;
  unit?: string;
}

export interface BullmqMeter {
  createCounter(name: string, options?: BullmqInstrumentOptions): { add: BullmqMeasure };
  createHistogram(name: string, options?: BullmqInstrumentOptions): { record: BullmqMeasure };
  createGauge(name: string, options?: BullmqInstrumentOptions): { record: BullmqMeasure };
}

export type BullmqMeasure = (value: number, attributes?: BullmqAttributes) => void;

/** What {@link createTelemetry} makes; give it to `Queue`, `Worker` and `FlowProducer` as `telemetry`. */
export interface BullmqTelemetry<Context> {
  tracer: { startSpan(name: string, options?: { kind: number }, context?: Context): BullmqSpan<Context> };
  contextManager: {
    // biome-ignore lint/suspicious/noExplicitAny: as BullMQ declares it
    with<A extends (...args: any[]) => any>(context: Context, fn: A): ReturnType<A>;
    active(): Context;
    root(): Context;
    getMetadata(context: Context): string;
    fromMetadata(activeContext: Context, metadata: string): Context;
  };
  meter: BullmqMeter;
}

/** What is used of a BullMQ job. */
export interface BullmqJob {
  readonly id?: string | undefined;
  /** Milliseconds since the Unix epoch, when it was added. */
  readonly timestamp: number;
  /** Milliseconds that it was to wait. */
  readonly delay?: number;
  /** Milliseconds since the Unix epoch, when a worker took it. */
  readonly processedOn?: number | undefined;
  readonly opts?: { telemetry?: { metadata?: string | undefined } | undefined } | undefined;
}
