import { startTimer } from '../../core/outside-context.js';
import type { Signal } from '../../otlp/signal.js';
import type { Batch } from '../batch.js';
import type { RetryConfig } from '../config-types.js';
import type { FailureCause, Outcome } from '../transport/outcome.js';
import type { Transport } from '../transport/transport.js';
import { Pace } from './pace.js';
import { isRefusedWhole, splitBatch } from './split-batch.js';

/** Batches in a quick retry, per request allowed at the same time. More must wait their turn. */
const WAITING_PER_REQUEST = 4;

/** What a destination tells its owner. */
interface DestinationEvents {
  /** A batch is settled, or a part of it. Exactly once for each record. */
  delivered(batch: Batch, rejected: number, message: string | undefined): void;
  rejected(batch: Batch, cause: FailureCause): void;
  expired(batch: Batch): void;
  /** A batch was replaced by its parts. */
  split(batch: Batch, parts: readonly Batch[]): void;
  requestStarted(batch: Batch): void;
  requestEnded(outcome: Outcome): void;
  /** The collector can't be reached, or takes nothing. */
  down(cause: FailureCause): void;
}

/** Sends the batches of one signal in order, as its collector allows. */
export class Destination {
  readonly pace: Pace;
  /** Oldest first. */
  #queue: Batch[] = [];
  /** Requests under way. */
  #active = 0;
  /** Batches whose quick retry is due later. */
  readonly #waiting = new Map<Batch, NodeJS.Timeout>();
  #wakeUp: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(
    readonly signal: Signal,
    readonly transport: Transport,
    readonly concurrency: number,
    retry: RetryConfig,
    readonly events: DestinationEvents,
  ) {
    this.pace = new Pace(retry);
  }

  enqueue(batch: Batch): void {
    this.#queue.push(batch);
    this.#pump();
  }

  /** Tries at once what waits because of failures. */
  hurry(): void {
    this.pace.hurry();
    for (const [batch, timer] of this.#waiting) {
      clearTimeout(timer);
      this.#requeue(batch);
    }
    this.#waiting.clear();
    this.#pump();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#wakeUp);
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    this.transport.close();
  }

  #pump(): void {
    if (this.#closed) return;
    while (this.#queue.length > 0 && this.#hasSlot()) {
      const pause = this.pace.pauseMillis();
      if (pause > 0) {
        clearTimeout(this.#wakeUp);
        this.#wakeUp = startTimer(() => this.#pump(), Math.ceil(pause));
        return;
      }
      void this.#send(this.#queue.shift()!);
    }
  }

  #hasSlot(): boolean {
    if (this.pace.down) return this.#active === 0;
    return this.#active < this.concurrency && this.#waiting.size < this.concurrency * WAITING_PER_REQUEST;
  }

  async #send(batch: Batch): Promise<void> {
    this.#active++;
    this.events.requestStarted(batch);
    const outcome = await this.transport.send(batch);
    this.#active--;
    if (this.#closed) return;
    this.events.requestEnded(outcome);
    this.#settle(batch, outcome);
    this.#pump();
  }

  #settle(batch: Batch, outcome: Outcome): void {
    switch (outcome.kind) {
      case 'delivered':
        this.pace.succeeded();
        if (batch.split) batch.split.anyDelivered = true;
        this.events.delivered(batch, outcome.rejected, outcome.message);
        return;
      case 'refused':
        this.#refused(batch, outcome.cause);
        return;
      case 'retry':
        this.#failed(batch, outcome.cause, outcome.retryAfterMillis);
    }
  }

  #refused(batch: Batch, cause: FailureCause): void {
    if (cause.type !== 'payload') {
      this.pace.refusedSetup();
      this.events.rejected(batch, cause);
      return;
    }
    this.pace.refusedPayload();
    if (isRefusedWhole(batch)) {
      this.#giveUp(batch, cause);
      return;
    }
    const parts = splitBatch(batch, this.pace.failures);
    if (parts === undefined) {
      // Isolated, or not worth more requests. Where nothing passes at all, the pace keeps it from becoming a hot loop.
      if (batch.split?.anyDelivered !== true) this.pace.refusedSetup();
      this.events.rejected(batch, cause);
      return;
    }
    this.events.split(batch, parts);
    this.#queue.unshift(...parts);
  }

  /** All parts of a batch, those that were not sent included. */
  #giveUp(batch: Batch, cause: FailureCause): void {
    this.pace.refusedSetup();
    const parts = this.#queue.filter(({ split }) => split === batch.split);
    this.#queue = this.#queue.filter(({ split }) => split !== batch.split);
    for (const part of [batch, ...parts]) this.events.rejected(part, cause);
  }

  #failed(batch: Batch, cause: FailureCause, retryAfterMillis: number | undefined): void {
    batch.failures++;
    const wait = this.pace.failed(cause, retryAfterMillis, batch.failures);
    if (this.pace.down) this.events.down(cause);
    this.#dropExpired();
    if (this.#isExpired(batch)) {
      this.events.expired(batch);
    } else if (wait === undefined) {
      this.#requeue(batch);
    } else {
      const timer = startTimer(() => {
        this.#waiting.delete(batch);
        this.#requeue(batch);
        this.#pump();
      }, wait);
      this.#waiting.set(batch, timer);
    }
  }

  /** Back to its place: what was sealed first is sent first. */
  #requeue(batch: Batch): void {
    const next = this.#queue.findIndex(({ sequence }) => sequence >= batch.sequence);
    this.#queue.splice(next === -1 ? this.#queue.length : next, 0, batch);
  }

  /** In an outage only one batch at a time is tried: those behind it grow old as well, and make room. */
  #dropExpired(): void {
    const fresh = this.#queue.findIndex((batch) => !this.#isExpired(batch));
    for (const batch of this.#queue.splice(0, fresh === -1 ? this.#queue.length : fresh)) {
      this.events.expired(batch);
    }
  }

  #isExpired(batch: Batch): boolean {
    return performance.now() - batch.sealedAt > this.pace.retry.limitMillis;
  }
}
