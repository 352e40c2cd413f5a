import { startTimer } from '../../core/outside-context.js';
import { SIGNALS, type Signal } from '../../otlp/signal.js';
import type { Batch, BatchOrigin } from '../batch.js';
import type { ExportConfig } from '../config-types.js';
import type { Counters } from '../counters.js';
import type { Frame } from '../frame.js';
import { compress } from '../transport/body.js';
import type { OutageReporter } from '../warnings/outages.js';
import { Destination } from './destination.js';
import { isLoopback, shownEndpoint } from './endpoint.js';
import { Flushes } from './flushes.js';
import { MemoryShare } from './memory-share.js';
import { RequestBuilder } from './request-builder.js';
import type { TransportFactory } from './transports.js';

/** Above this part of the memory bound, batches for a collector on this host are compressed as well. */
const BACKLOG = 1 / 2;

/** A batch that is still filled. */
interface OpenBatch {
  builder: RequestBuilder;
  origin: BatchOrigin | undefined;
  timer: NodeJS.Timeout;
}

/** One signal's way through the engine. */
interface Lane {
  destination: Destination;
  open: OpenBatch | undefined;
  endpoint: string;
  compression: 'always' | 'backlog' | 'never';
}

export interface EngineOptions {
  config: ExportConfig;
  counters: Counters;
  outages: OutageReporter;
  /** Bytes that may be held here; the rings' part of the bound is already taken off. */
  limitBytes: number;
  createTransport: TransportFactory;
}

/**
 * Groups records into requests, holds them within the bounds and sees each one settled exactly once.
 *
 * When the bound is reached, the newest records are dropped, as the specification's batch processors do: what led to
 * an outage was logged at its beginning, and the newest are the ones that are cheap to drop, before any work was spent
 * on them. Records older than the retry limit make room in an outage that lasts.
 */
export class Engine {
  readonly #options: EngineOptions;
  readonly #lanes = new Map<Signal, Lane>();
  readonly #memory: MemoryShare;
  readonly #flushes = new Flushes();
  /** Records in sealed batches that are not settled. */
  #unsettled = 0;
  #sequence = 0;

  constructor(options: EngineOptions) {
    this.#options = options;
    const { config } = options;
    this.#memory = new MemoryShare(options.limitBytes, (signal) =>
      // With a spool the queue is on disk, bounded in bytes.
      config.spool ? Number.POSITIVE_INFINITY : config.batches[signal].maxQueueRecords,
    );
    for (const signal of SIGNALS) {
      if (config.destinations[signal]) this.#lanes.set(signal, this.#createLane(signal));
    }
  }

  get heldBytes(): number {
    return this.#memory.totalBytes;
  }

  /** Takes one accepted record: copies it, or counts it as dropped. */
  take(frame: Frame, origin?: BatchOrigin): void {
    const { signal, items } = frame;
    const bytes = frame.end - frame.start;
    const lane = this.#lanes.get(signal);
    if (lane === undefined || !this.#memory.fits(signal, bytes, items)) {
      this.#options.counters.dropped(signal, 'queue_full', items);
      origin?.settled(items);
      return;
    }
    const batch = this.#config.batches[signal];
    if (lane.open && (lane.open.origin !== origin || lane.open.builder.bytes + bytes > batch.maxBytes)) {
      this.#seal(signal, lane);
    }
    lane.open ??= this.#openBatch(signal, lane, origin);
    const { builder } = lane.open;
    const before = builder.bytes;
    if (signal === 'metrics') builder.addScoped(frame);
    else builder.addRecord(frame);
    this.#memory.add(signal, builder.bytes - before, items);
    if (builder.items >= batch.maxRecords) this.#seal(signal, lane);
  }

  /** Calls `done` when everything taken so far is settled. */
  flush(done: () => void): void {
    for (const [signal, lane] of this.#lanes) this.#seal(signal, lane);
    this.#flushes.add(this.#sequence, this.#unsettled, done);
    if (this.#flushes.pending) this.hurry();
  }

  /** Tries at once what waits because of failures. */
  hurry(): void {
    for (const { destination } of this.#lanes.values()) destination.hurry();
  }

  /** The process is about to end: pauses are cut short. */
  setUrgent(urgent: boolean): void {
    for (const { destination } of this.#lanes.values()) destination.pace.urgent = urgent;
  }

  /** Whether no lane with records has any prospect of delivery within `millis`. */
  isHopeless(millis: number): boolean {
    const lanes = [...this.#lanes].filter(([signal]) => this.#memory.records(signal) > 0);
    return lanes.length > 0 && lanes.every(([, { destination }]) => destination.pace.isHopeless(millis));
  }

  /** Whether some collector may have taken what it has not answered yet. */
  get isAwaited(): boolean {
    return [...this.#lanes.values()].some(({ destination }) => destination.transport.isAwaited);
  }

  /** Publishes the bytes held. */
  updateCounters(): void {
    this.#options.counters.setEngineBytes(this.#memory.totalBytes);
  }

  close(): void {
    for (const { destination, open } of this.#lanes.values()) {
      clearTimeout(open?.timer);
      destination.close();
    }
  }

  get #config(): ExportConfig {
    return this.#options.config;
  }

  #createLane(signal: Signal): Lane {
    const destination = this.#config.destinations[signal]!;
    const whenAuto = isLoopback(destination.url) ? 'backlog' : 'always';
    const compression = { auto: whenAuto, gzip: 'always', none: 'never' } as const;
    const endpoint = shownEndpoint(destination.url);
    return {
      destination: this.#createDestination(signal, endpoint),
      open: undefined,
      endpoint,
      compression: compression[destination.compression],
    };
  }

  #createDestination(signal: Signal, endpoint: string): Destination {
    const { counters, outages, createTransport } = this.#options;
    const { concurrency, retry, spool } = this.#config;
    // Records in a spool can wait for as long as it takes.
    const limitMillis = spool ? Number.POSITIVE_INFINITY : retry.limitMillis;
    return new Destination(
      signal,
      createTransport(signal),
      concurrency,
      { ...retry, limitMillis },
      {
        delivered: (batch, rejected, message) => {
          counters.delivered(signal, batch.items - rejected);
          counters.rejected(signal, rejected);
          outages.delivered(endpoint);
          if (rejected > 0) outages.rejected(endpoint, signal, rejected, message);
          else if (message !== undefined) outages.remarked(endpoint, signal, message);
          this.#settled(batch);
        },
        rejected: (batch, cause) => {
          counters.rejected(signal, batch.items);
          outages.rejected(endpoint, signal, batch.items, cause);
          this.#settled(batch);
        },
        expired: (batch) => {
          counters.dropped(signal, 'retry_expired', batch.items);
          this.#settled(batch);
        },
        split: (batch, parts) => {
          const bytes = parts.reduce((sum, part) => sum + part.body.length, 0);
          this.#memory.add(signal, bytes - batch.body.length, 0);
        },
        requestStarted: (batch) => {
          counters.requestSent();
          if (batch.failures > 0) counters.requestRetried();
        },
        requestEnded: (outcome) => {
          if (outcome.kind !== 'delivered') counters.requestFailed();
        },
        down: (cause) => outages.down(endpoint, cause),
      },
    );
  }

  #openBatch(signal: Signal, lane: Lane, origin: BatchOrigin | undefined): OpenBatch {
    const delay = this.#config.batches[signal].delayMillis;
    const timer = startTimer(() => this.#seal(signal, lane), delay);
    return { builder: new RequestBuilder(), origin, timer };
  }

  #seal(signal: Signal, lane: Lane): void {
    if (lane.open === undefined) return;
    const { builder, origin, timer } = lane.open;
    clearTimeout(timer);
    lane.open = undefined;
    const compressed = this.#shouldCompress(lane, builder.bytes);
    const body = compressed ? builder.buildFor(compress) : builder.build();
    this.#memory.add(signal, body.length - builder.bytes, 0);
    this.#unsettled += builder.items;
    this.#sequence++;
    lane.destination.enqueue({
      signal,
      body,
      compressed,
      items: builder.items,
      sequence: this.#sequence,
      sealedAt: performance.now(),
      origin,
      split: undefined,
      failures: 0,
    });
  }

  #shouldCompress(lane: Lane, bytes: number): boolean {
    if (lane.compression === 'never' || bytes <= this.#config.compressAboveBytes) return false;
    if (lane.compression === 'always' || lane.destination.pace.down) return true;
    return this.#memory.totalBytes > this.#options.limitBytes * BACKLOG;
  }

  #settled(batch: Batch): void {
    this.#memory.add(batch.signal, -batch.body.length, -batch.items);
    this.#unsettled -= batch.items;
    batch.origin?.settled(batch.items);
    this.updateCounters();
    this.#flushes.settled(batch.sequence, batch.items);
  }
}
