import { setImmediate as nextTurn } from 'node:timers/promises';
import { startTimer } from '../../../core/outside-context.js';
import { warn } from '../../../core/warn.js';
import { SIGNALS, signalIndex } from '../../../otlp/signal.js';
import type { ExportConfig } from '../../config-types.js';
import { Intake } from '../../engine/intake.js';
import { transportsFor } from '../../engine/transports.js';
import type { Frame } from '../../frame.js';
import { LossReporter } from '../../warnings/losses.js';
import { OutageReporter } from '../../warnings/outages.js';
import type { Announcement } from '../announcement.js';
import { ExporterState, type Hub, HubWord } from '../hub.js';
import { Producer, type RecordSink } from './producer.js';

/** Bytes read from one ring before the others and the network get their turn. */
const PASS_BYTES = 256 * 1024;

/**
 * Rings are looked at this often while there is traffic, so that a producer needs no system call for each record.
 * It is also how late a record can reach the spool. Milliseconds.
 */
const DOZE_MILLIS = 10;

/** Without traffic for this long, the exporter sleeps until it is woken. Milliseconds. */
const IDLE_MILLIS = 500;

/** While the process ends, its prospects are looked at this often. Milliseconds. */
const LOOK_MILLIS = 20;

/** The engine gets what the rings leave, but at least this part of the bound. */
const LEAST_ENGINE_PART = 1 / 4;

/** Reads the rings of all producers, feeds the intake, answers flushes. Runs in the exporter thread. */
export class Exporter implements RecordSink {
  readonly #hub: Hub;
  readonly #intake: Intake;
  readonly #losses: LossReporter;
  #producers: Producer[] = [];
  /** Of each signal since the last release, by its index. */
  readonly #taken = SIGNALS.map(() => 0);
  /** Number of the last flush that was seen. */
  #flushSeen = 0;
  #resting = false;
  #lastTraffic = 0;

  constructor(hub: Hub, config: ExportConfig) {
    this.#hub = hub;
    const { counters } = hub;
    this.#losses = new LossReporter(counters, config.warningIntervalMillis, warn);
    this.#intake = new Intake({
      config,
      counters,
      outages: new OutageReporter(counters, config.warningIntervalMillis, warn),
      limitBytes: Math.max(
        config.maxMemoryBytes - config.ringBytes,
        config.maxMemoryBytes * LEAST_ENGINE_PART,
      ),
      createTransport: transportsFor(config, false),
    });
    this.#flushSeen = Atomics.load(hub.control, HubWord.flushDone);
  }

  /** Starts to read a producer's ring. A ring that is known already is left as it is. */
  attach(announcement: Announcement): void {
    if (this.#producers.some(({ id }) => id === announcement.id)) return;
    this.#producers.push(new Producer(announcement));
  }

  /** Reads what ended threads have left, and lets go of their rings. A thread takes those that it has started with it. */
  release(threads: readonly number[]): void {
    const ended = new Set(threads);
    this.#producers = this.#producers.filter((producer) => {
      const { thread, starter } = producer;
      if (!ended.has(thread) && (starter === undefined || !ended.has(starter))) return true;
      ended.add(thread);
      producer.drain(Number.POSITIVE_INFINITY, this);
      return false;
    });
  }

  async run(): Promise<never> {
    for (;;) {
      if (!this.#resting && Atomics.load(this.#hub.control, HubWord.restAsked) === 1) this.#rest();
      const wake = Atomics.load(this.#hub.control, HubWord.wake);
      const flush = Atomics.load(this.#hub.control, HubWord.flushAsked);
      const bytes = this.#pass();
      if (bytes === 0 && flush !== this.#flushSeen) this.#beginFlush(flush);
      if (bytes > 0) await nextTurn();
      else await this.#sleep(wake);
    }
  }

  record(frame: Frame): void {
    this.#taken[signalIndex(frame.signal)]! += frame.items;
    this.#intake.take(frame);
  }

  released(): void {
    for (const [index, signal] of SIGNALS.entries()) {
      this.#hub.counters.taken(signal, this.#taken[index]!);
      this.#taken[index] = 0;
    }
  }

  #pass(): number {
    let bytes = 0;
    for (const producer of this.#producers) bytes += producer.drain(PASS_BYTES, this);
    bytes += this.#intake.pass();
    if (bytes > 0) {
      this.#lastTraffic = performance.now();
      this.#intake.engine.updateCounters();
      const { control } = this.#hub;
      Atomics.add(control, HubWord.progress, 1);
      if (Atomics.load(control, HubWord.waiters) > 0) Atomics.notify(control, HubWord.progress);
    }
    this.#losses.look();
    return bytes;
  }

  async #sleep(wake: number): Promise<void> {
    const { control } = this.#hub;
    const quiet = performance.now() - this.#lastTraffic > IDLE_MILLIS;
    const idle = quiet && this.#intake.isRead;
    Atomics.store(control, HubWord.state, idle ? ExporterState.asleep : ExporterState.dozing);
    // A producer that wrote before it could see the state did not wake us: look again.
    if (this.#producers.some(({ ring }) => !ring.isEmpty())) return;
    const wait = idle
      ? Atomics.waitAsync(control, HubWord.wake, wake)
      : Atomics.waitAsync(control, HubWord.wake, wake, DOZE_MILLIS);
    if (wait.async) await wait.value;
  }

  /** All rings are empty: everything accepted before the flush was asked for is in the engine or in the spool. */
  #beginFlush(flush: number): void {
    this.#flushSeen = flush;
    Atomics.store(this.#hub.control, HubWord.flushBegun, flush);
    Atomics.notify(this.#hub.control, HubWord.flushBegun);
    if (this.#resting) {
      this.#intake.commit();
      this.#giveUp(flush);
      return;
    }
    const ending = Atomics.load(this.#hub.control, HubWord.endingMillis);
    this.#intake.engine.setUrgent(ending > 0);
    this.#intake.flush(() => this.#endFlush(flush));
    if (ending > 0) this.#watchProspects(flush, performance.now() + ending);
  }

  /** Gives an ending process up its wait when nothing can be delivered in the time that is left. */
  #watchProspects(flush: number, deadline: number): void {
    const look = (): void => {
      if (Atomics.load(this.#hub.control, HubWord.flushDone) >= flush) return;
      if (this.#intake.engine.isHopeless(Math.max(0, deadline - performance.now()))) {
        this.#giveUp(flush);
      } else {
        startTimer(look, LOOK_MILLIS);
      }
    };
    look();
  }

  #giveUp(flush: number): void {
    Atomics.store(this.#hub.control, HubWord.flushGivenUp, flush);
    this.#endFlush(flush);
  }

  #rest(): void {
    this.#resting = true;
    this.#intake.rest();
    Atomics.store(this.#hub.control, HubWord.resting, 1);
    Atomics.notify(this.#hub.control, HubWord.resting);
  }

  #endFlush(flush: number): void {
    const { control } = this.#hub;
    if (Atomics.load(control, HubWord.flushDone) < flush) Atomics.store(control, HubWord.flushDone, flush);
    Atomics.notify(control, HubWord.flushDone);
  }
}
