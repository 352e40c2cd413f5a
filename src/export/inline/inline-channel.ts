import { timedOut } from '../../core/errors.js';
import { startTimer } from '../../core/outside-context.js';
import { warn } from '../../core/warn.js';
import type { KeepAccount } from '../../keep/verdict.js';
import type { Signal } from '../../otlp/signal.js';
import { type Budget, fixedBudget } from '../budget.js';
import type { DropReason, ExportStats, OwnedExportChannel } from '../channel.js';
import type { ExportConfig } from '../config-types.js';
import { COUNTERS_BYTES, Counters } from '../counters.js';
import { Intake } from '../engine/intake.js';
import { transportsFor } from '../engine/transports.js';
import { createFrame, type Frame, type SharedMessage } from '../frame.js';
import { LossReporter } from '../warnings/losses.js';
import { OutageReporter } from '../warnings/outages.js';
import { untraced } from './untraced.js';

/** While the process ends, the prospects of a flush are looked at this often. Milliseconds. */
const PROSPECTS_MILLIS = 20;

/** While records come, losses are looked for this often. Milliseconds. */
const LOOK_MILLIS = 1000;

/** How late a record may reach the spool. Milliseconds. */
const COMMIT_MILLIS = 10;

/** While the spool holds more than there is room for, room is looked for this often. Milliseconds. */
const ROOM_MILLIS = 100;

/**
 * The plain in-process path, for places without threads: the engine runs on this thread's event loop, without keeping
 * it alive. So `flushSync` delivers nothing: what a process logs right before `process.exit()` is lost, and told; with a
 * spool it is on disk for the next start.
 */
export class InlineChannel implements OwnedExportChannel {
  readonly needsEventLoop = true;
  readonly #config: ExportConfig;
  readonly #counters: Counters;
  readonly #intake: Intake;
  readonly #losses: LossReporter;
  readonly #scopes: SharedMessage[] = [];
  readonly #frame = createFrame();
  readonly #maxRecordBytes: number;
  #look: NodeJS.Timeout | undefined;
  #pass: NodeJS.Timeout | undefined;
  #passDue = 0;
  #committedAt = 0;
  #closed = false;

  /** @param counters of a channel in whose place this one comes */
  constructor(config: ExportConfig, counters = new Counters(new SharedArrayBuffer(COUNTERS_BYTES))) {
    this.#config = config;
    this.#counters = counters;
    this.#maxRecordBytes = config.maxRecordBytes;
    this.#losses = new LossReporter(this.#counters, config.warningIntervalMillis, warn);
    this.#intake = new Intake({
      config,
      counters: this.#counters,
      outages: new OutageReporter(this.#counters, config.warningIntervalMillis, warn),
      limitBytes: config.maxMemoryBytes,
      createTransport: untraced(transportsFor(config, true)),
    });
    // Records that the last process left in the spool do not wait for this one's first record.
    this.#schedulePass(0);
  }

  get keepAccount(): KeepAccount {
    return this.#counters;
  }

  setResource(resource: Uint8Array): void {
    this.#frame.resource = { bytes: Buffer.from(resource) };
  }

  defineScope(scope: Uint8Array): number {
    return this.#scopes.push({ bytes: Buffer.from(scope) }) - 1;
  }

  emit(signal: Signal, scope: number, bytes: Uint8Array, start: number, end: number, items = 1): void {
    this.#counters.accepted(signal, items);
    this.adopt(signal, scope, bytes, start, end, items);
  }

  burst(emit: () => void): void {
    emit();
  }

  /** As {@link emit}, of a record that is counted as accepted already. */
  adopt(signal: Signal, scope: number, bytes: Uint8Array, start: number, end: number, items: number): void {
    if (this.#closed && !this.#intake.spools) this.#counters.dropped(signal, 'shutdown', items);
    else if (end - start > this.#maxRecordBytes) this.#counters.dropped(signal, 'too_large', items);
    else {
      const frame = this.#frame;
      frame.signal = signal;
      frame.scope = this.#scopes[scope];
      frame.data = bytes;
      frame.start = start;
      frame.end = end;
      frame.items = items;
      this.take(frame);
    }
    this.#look ??= startTimer(() => {
      this.#look = undefined;
      this.#losses.look();
    }, LOOK_MILLIS);
  }

  countDropped(signal: Signal, reason: DropReason, items: number): void {
    this.#counters.accepted(signal, items);
    this.#counters.dropped(signal, reason, items);
  }

  async forceFlush(timeoutMillis = this.#config.signalTimeoutMillis): Promise<void> {
    if (!(await this.flush(fixedBudget(timeoutMillis)))) throw timedOut(timeoutMillis);
  }

  flushSync(): boolean {
    this.#intake.commit();
    return this.isSettled();
  }

  progress(): number {
    return this.#counters.progress();
  }

  flushAtEnd(budget: Budget): Promise<boolean> {
    this.#intake.engine.setUrgent(true);
    return this.flush(budget);
  }

  async shutdown(timeoutMillis = this.#config.signalTimeoutMillis): Promise<void> {
    await this.flushAtEnd(fixedBudget(timeoutMillis));
    this.closeAccount();
  }

  /** Whether some collector may have taken what it has not answered yet. */
  get isAwaited(): boolean {
    return this.#intake.engine.isAwaited;
  }

  isSettled(): boolean {
    return this.#counters.allSettled();
  }

  closeAccount(): void {
    this.close();
    this.#counters.dropAtEnd();
  }

  /** Sends nothing more, and leaves open what is not settled. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#look);
    clearTimeout(this.#pass);
    this.#intake.close();
  }

  endWith(finish: (settled: boolean) => void): void {
    finish(this.isSettled());
  }

  stats(): ExportStats {
    this.#intake.engine.updateCounters();
    return this.#counters.stats({
      ringBytes: 0,
      memoryLimit: this.#config.maxMemoryBytes,
      spoolLimit: this.#config.spool?.maxBytes,
    });
  }

  /** Takes a record that was accepted and may be taken. */
  take(frame: Frame): void {
    this.#intake.take(frame);
    if (!this.#intake.spools) return;
    // A timer would be too late in code that keeps the event loop waiting, and after the end.
    const now = performance.now();
    if (this.#closed || now - this.#committedAt > COMMIT_MILLIS) {
      this.#intake.commit();
      this.#committedAt = now;
    }
    if (!this.#closed) this.#schedulePass(COMMIT_MILLIS);
  }

  /** Has the spool written and read back in so many milliseconds, or sooner. */
  #schedulePass(millis: number): void {
    const due = performance.now() + millis;
    if (this.#intake.isRead || (this.#pass && this.#passDue <= due)) return;
    clearTimeout(this.#pass);
    this.#passDue = due;
    this.#pass = startTimer(() => {
      this.#pass = undefined;
      this.#committedAt = performance.now();
      const bytes = this.#intake.pass();
      this.#schedulePass(bytes > 0 ? 0 : ROOM_MILLIS);
    }, millis);
  }

  /** Whether everything accepted is settled in time. */
  flush(budget: Budget): Promise<boolean> {
    if (this.isSettled()) return Promise.resolve(true);
    return new Promise((resolve) => {
      // Not a timer of the engine's kind: whoever waits for a flush needs the event loop until it is over.
      const watch = setInterval(() => {
        const left = budget.leftMillis();
        if (left <= 0 || this.#intake.engine.isHopeless(left)) end(false);
      }, PROSPECTS_MILLIS);
      const end = (delivered: boolean): void => {
        clearInterval(watch);
        resolve(delivered);
      };
      this.#intake.flush(() => end(true));
      this.#schedulePass(0);
    });
  }
}
