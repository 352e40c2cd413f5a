import { isMainThread } from 'node:worker_threads';
import { timedOut } from '../../core/errors.js';
import { quietly } from '../../core/quietly.js';
import { warn } from '../../core/warn.js';
import type { KeepAccount } from '../../keep/verdict.js';
import { SIGNALS, type Signal, signalIndex } from '../../otlp/signal.js';
import { type Budget, fixedBudget, partOf } from '../budget.js';
import type { DropReason, ExportStats, OwnedExportChannel } from '../channel.js';
import type { ExportConfig } from '../config-types.js';
import { createInlineInstead } from '../inline/create.js';
import type { InlineChannel } from '../inline/inline-channel.js';
import { createRing } from '../ring/layout.js';
import { RingWriter } from '../ring/ring-writer.js';
import { EarlyRecords } from './early-records.js';
import { Producer } from './exporter/producer.js';
import { findExporter } from './exporter-address.js';
import { askFlush, flushed, putToRest, waitForFlush, waitForIntake } from './flush.js';
import { ExporterState, type Hub, HubWord, wakeExporter } from './hub.js';
import { InPlaceFlush } from './in-place.js';
import { connectExporter, type ProcessExporter } from './process-exporter.js';
import { ProducerState } from './producer-state.js';
import { Room } from './room.js';

/** What could not even be written in this time, the exporter thread tries. Milliseconds. */
const IN_PLACE_MILLIS = 1000;

/** A dozing exporter is woken each time this much was written. */
const WAKE_BYTES = 512 * 1024;

/** The channel of one thread: its end of a ring that the process's exporter thread empties. */
export class ThreadChannel implements OwnedExportChannel {
  readonly #config: ExportConfig;
  readonly #hub: Hub;
  readonly #ownsExporter: boolean;
  readonly #exporter: ProcessExporter;
  readonly #ring: RingWriter;
  readonly #state: ProducerState;
  readonly #room: Room;
  readonly #maxRecordBytes: number;
  /** Of each signal, by its index: in the hands of this channel and not yet accepted in the account. */
  readonly #uncounted = SIGNALS.map(() => 0);
  #unwokenBytes = 0;
  #closed = false;
  #atEnd: (() => void) | undefined;
  readonly #early: EarlyRecords;
  #inPlace: { flush: InPlaceFlush; settled: Promise<boolean> } | undefined;
  /** Once: it lets `beforeExit` come again, whose listeners may record something each time. */
  #sentInPlace = false;
  /** In this one's place where the process can have no exporter thread. */
  #inline: InlineChannel | undefined;

  constructor(config: ExportConfig) {
    this.#config = config;
    this.#ring = new RingWriter(createRing(isMainThread ? config.ringBytes : config.threadRingBytes));
    const address = findExporter();
    this.#hub = address.hub;
    this.#ownsExporter = address.owned;
    const id = Atomics.add(this.#hub.control, HubWord.rings, 1) + 1;
    this.#state = new ProducerState(id, this.#ring, address.starter);
    this.#exporter = connectExporter(
      address,
      config,
      () => this.#state.announcement(),
      (reason) => this.#replace(reason),
    );
    this.#room = new Room(this.#hub);
    // Records that the last process left in the spool do not wait for this one's first record.
    if (config.spool) this.#exporter.ensure();
    const { traces, logs } = config.batches;
    const delayMillis = Math.min(traces.delayMillis, logs.delayMillis);
    this.#early = new EarlyRecords(delayMillis, this.#ring.maxPayloadBytes, () => this.#start());
    this.#maxRecordBytes = Math.min(config.maxRecordBytes, this.#ring.maxPayloadBytes);
  }

  get keepAccount(): KeepAccount {
    return this.#hub.counters;
  }

  get needsEventLoop(): boolean {
    return this.#inline !== undefined || this.#isEarly();
  }

  setResource(resource: Uint8Array): void {
    if (this.#inline) this.#inline.setResource(resource);
    else this.#state.setResource(resource);
  }

  defineScope(scope: Uint8Array): number {
    return this.#inline ? this.#inline.defineScope(scope) : this.#state.defineScope(scope);
  }

  emit(signal: Signal, scope: number, bytes: Uint8Array, start: number, end: number, items = 1): void {
    const kind = signalIndex(signal);
    this.#uncounted[kind]! += items;
    if (!this.#ring.isHeld) this.#count();
    const size = end - start;
    if (!this.#exporter.isStarted) this.#startInTime(size);
    if (this.#inline) {
      this.#count();
      this.#inline.adopt(signal, scope, bytes, start, end, items);
      return;
    }
    if (this.#closed) {
      this.#drop(signal, 'shutdown', items);
      return;
    }
    if (size > this.#maxRecordBytes) {
      this.#drop(signal, 'too_large', items);
      return;
    }
    if (
      (this.#state.hasPending && !this.#state.writePending()) ||
      !this.#ring.write(kind, scope, bytes, start, end, items)
    ) {
      const attempt = (): boolean =>
        this.#state.writePending() && this.#ring.write(kind, scope, bytes, start, end, items);
      this.#publish();
      this.#start();
      if (!this.#room.wait(attempt)) {
        this.#drop(signal, 'queue_full', items);
        return;
      }
    }
    this.#unwokenBytes += size;
    if (!this.#ring.isHeld) this.#tell();
  }

  burst(emit: () => void): void {
    this.#ring.hold();
    try {
      emit();
    } finally {
      this.#publish();
      this.#tell();
    }
  }

  countDropped(signal: Signal, reason: DropReason, items: number): void {
    this.#hub.counters.accepted(signal, items);
    this.#drop(signal, reason, items);
  }

  async forceFlush(timeoutMillis = this.#config.signalTimeoutMillis): Promise<void> {
    if (!(await this.#flush(fixedBudget(timeoutMillis)))) throw timedOut(timeoutMillis);
  }

  flushSync(budget: Budget): boolean {
    if (this.isSettled()) return true;
    this.#giveBack();
    this.#start();
    if (this.#inline) return this.#inline.flushSync();
    Atomics.store(this.#hub.control, HubWord.endingMillis, Math.ceil(budget.leftMillis()));
    const flush = askFlush(this.#hub);
    const settled = waitForFlush(this.#hub, flush, budget);
    // The time may be over before the exporter could take the last records to the disk.
    if (!settled && this.#config.spool) waitForIntake(this.#hub, flush);
    return settled;
  }

  async flushAtEnd(budget: Budget): Promise<boolean> {
    if (this.#inline) return this.#inline.flushAtEnd(budget);
    // The end of one thread is not the end of the process.
    if (!this.#ownsExporter) return this.#flush(budget);
    if (this.#isEarly()) return this.#sendInPlace(budget);
    Atomics.store(this.#hub.control, HubWord.endingMillis, Math.ceil(budget.leftMillis()));
    return this.#flush(budget);
  }

  async shutdown(timeoutMillis = this.#config.signalTimeoutMillis): Promise<void> {
    await this.flushAtEnd(fixedBudget(timeoutMillis));
    this.#closed = true;
    if (this.#ownsExporter) this.closeAccount();
    this.#exporter.close();
  }

  endWith(finish: (settled: boolean) => void, budget: Budget): void {
    if (this.#inline) {
      this.#inline.endWith(finish);
      return;
    }
    const flush = () => this.flushSync(budget);
    this.#atEnd = () => {
      const settled = flush();
      // What is on disk is not lost: a line for each further record would say nothing new.
      if (settled || !this.#hub.counters.spooled) finish(settled);
    };
    finish(flush());
  }

  closeAccount(): void {
    if (this.#inline) {
      this.#inline.closeAccount();
      return;
    }
    this.#inPlace?.flush.close();
    putToRest(this.#hub);
    const { counters } = this.#hub;
    // With a spool what may still come is kept as well.
    this.#closed ||= !counters.spooled;
    counters.dropAtEnd();
  }

  stats(): ExportStats {
    if (this.#inline) return this.#inline.stats();
    return this.#hub.counters.stats({
      ringBytes: this.#ring.usedBytes(),
      memoryLimit: this.#config.maxMemoryBytes,
      spoolLimit: this.#config.spool?.maxBytes,
    });
  }

  async #flush(budget: Budget): Promise<boolean> {
    if (this.#inPlace) await this.#inPlace.settled;
    if (this.isSettled()) return true;
    this.#start();
    if (this.#inline) return this.#inline.flush(budget);
    if (this.#closed) return this.isSettled();
    return flushed(this.#hub, askFlush(this.#hub), budget);
  }

  /** Whether there is no exporter thread, and none has to be started if the process ends now. */
  #isEarly(): boolean {
    const mayStart = isMainThread && this.#ownsExporter && !this.#closed;
    return mayStart && !this.#exporter.isStarted && !this.#sentInPlace;
  }

  #startInTime(size: number): void {
    try {
      const isDue = this.#early.add(size) || !isMainThread;
      if (this.#inPlace) return;
      if (isDue) this.#start();
      else this.#early.startInTime();
    } catch {
      // The app is at the end of its stack: the next record tries again.
    }
  }

  #start(): void {
    this.#early.reset();
    this.#exporter.ensure();
  }

  /** Once: it lets `beforeExit` come again, whose listeners may record something each time. */
  #sendInPlace(budget: Budget): Promise<boolean> {
    if (this.isSettled()) return Promise.resolve(true);
    this.#sentInPlace = true;
    this.#early.reset();
    const flush = quietly(
      'sending without a thread',
      () => new InPlaceFlush(this.#config, this.#hub.counters, this.#state),
    );
    if (flush === undefined) return this.#flush(budget);
    const settled = this.#endInPlace(flush, budget);
    this.#inPlace = { flush, settled };
    return settled;
  }

  async #endInPlace(flush: InPlaceFlush, budget: Budget): Promise<boolean> {
    const { counters } = this.#hub;
    const failed = counters.failedRequests();
    let settled = await flush.run(partOf(budget, IN_PLACE_MILLIS));
    const isUnderWay = flush.isAwaited || counters.failedRequests() > failed;
    if (!settled && isUnderWay) settled = await flush.run(budget);
    // Given up by now, or given back: that is another's to see to.
    if (this.#inPlace?.flush !== flush) return this.isSettled();
    if (!settled && isUnderWay) return false;
    // No request was even written: the app may have broken what sending needs of this thread.
    if (!settled) this.#giveBack();
    this.#inPlace = undefined;
    // What was recorded meanwhile waits for the exporter thread.
    if (!settled || !this.#early.isEmpty) this.#start();
    return settled || this.flushAtEnd(budget);
  }

  #giveBack(): void {
    // Where a full ring has started the exporter thread, what either of them holds can't be told apart.
    if (!this.#exporter.isStarted) this.#inPlace?.flush.giveBack();
    this.#inPlace = undefined;
  }

  /** From here on this thread exports itself; what is in the ring moves over. */
  #replace(reason: string): void {
    warn(
      `there can be no exporter thread (${reason}): this thread exports, as with TRACEBRIDGE_EXPORT=inline; what is recorded right before process.exit() is lost`,
    );
    const announced = this.#state.announcement();
    // Of a package whose folder was replaced under a running app, or an app whose tests replaced `fs`, no file can be loaded.
    const inline = quietly('exporting without a thread', () =>
      createInlineInstead(this.#config, this.#hub.counters, announced),
    );
    if (inline === undefined) {
      this.closeAccount();
      return;
    }
    this.#publish();
    new Producer(announced).drain(Number.POSITIVE_INFINITY, {
      record: (frame) => inline.take(frame),
      released() {},
    });
    this.#inline = inline;
  }

  progress(): number | undefined {
    return this.#exporter.isBooting() ? undefined : this.#hub.counters.progress();
  }

  isSettled(): boolean {
    return this.#hub.counters.allSettled();
  }

  /** Before the exporter can see the records: what is queued is never negative. */
  #count(): void {
    for (let index = 0; index < SIGNALS.length; index++) {
      const items = this.#uncounted[index]!;
      if (items === 0) continue;
      this.#uncounted[index] = 0;
      this.#hub.counters.accepted(SIGNALS[index]!, items);
    }
  }

  /** Shows the exporter what was written. */
  #publish(): void {
    this.#count();
    this.#ring.publish();
  }

  #tell(): void {
    this.#wakeIfNeeded();
    this.#atEnd?.();
  }

  #wakeIfNeeded(): void {
    const state = Atomics.load(this.#hub.control, HubWord.state);
    if (state === ExporterState.running) return;
    if (state === ExporterState.dozing && this.#unwokenBytes < WAKE_BYTES) return;
    this.#unwokenBytes = 0;
    wakeExporter(this.#hub);
  }

  #drop(signal: Signal, reason: DropReason, items: number): void {
    this.#count();
    const { counters } = this.#hub;
    counters.taken(signal, items);
    counters.dropped(signal, reason, items);
  }
}
