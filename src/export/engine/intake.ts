import { warn } from '../../core/warn.js';
import type { ExportConfig } from '../config-types.js';
import type { Frame } from '../frame.js';
import type { Spool } from '../spool/spool.js';
import { Engine, type EngineOptions } from './engine.js';

/** The way of accepted records into the engine: through the spool where there is one, else straight. */
export class Intake {
  readonly engine: Engine;
  readonly #spool: Spool | undefined;
  readonly #limitBytes: number;
  /** Flushes that wait until the spool is read to its end. */
  readonly #flushes: (() => void)[] = [];
  #rests = false;

  constructor(options: EngineOptions) {
    const { spool: spoolConfig, ...withoutSpool } = options.config;
    this.#limitBytes = options.limitBytes;
    this.#spool = spoolConfig && this.#openSpool(spoolConfig, options);
    // In memory alone the bounds of records and of time are those of a process without a spool.
    this.engine = new Engine({ ...options, config: this.#spool ? options.config : withoutSpool });
  }

  /** Whether records go to disk. */
  get spools(): boolean {
    return this.#spool !== undefined;
  }

  /** Whether everything taken so far is in the engine, so that {@link pass} has nothing to do. */
  get isRead(): boolean {
    return this.#spool?.isRead ?? true;
  }

  /** Takes one accepted record: copies it, or counts it as dropped. */
  take(frame: Frame): void {
    if (this.#spool) this.#spool.append(frame);
    else if (!this.#rests) this.engine.take(frame);
  }

  /** Writes what was taken to the disk. */
  commit(): void {
    this.#spool?.commit();
  }

  /** Commits, and reads back what there is room for; returns the bytes read. */
  pass(): number {
    this.commit();
    if (this.#rests) return 0;
    const bytes = this.#spool?.pump(this.#hasRoom) ?? 0;
    if (this.#flushes.length > 0 && this.isRead) for (const flush of this.#flushes.splice(0)) flush();
    return bytes;
  }

  /** Calls `done` when everything taken so far is settled, if {@link pass} is called until it is read. */
  flush(done: () => void): void {
    this.#flushes.push(() => this.engine.flush(done));
    this.engine.hurry();
    this.pass();
  }

  /** From here on nothing is sent: records are written to the spool, or not taken. */
  rest(): void {
    this.#rests = true;
    this.engine.close();
  }

  close(): void {
    this.commit();
    this.#spool?.close();
    this.engine.close();
  }

  /** Half of the bound: reading back must never meet it. */
  readonly #hasRoom = (): boolean => this.engine.heldBytes < this.#limitBytes / 2;

  #openSpool(config: NonNullable<ExportConfig['spool']>, { counters }: EngineOptions): Spool | undefined {
    try {
      const { Spool } = require('../spool/spool.js') as typeof import('../spool/spool.js');
      return new Spool(config, counters, (frame, origin) => this.engine.take(frame, origin), warn);
    } catch (error) {
      warn(`the spool directory can't be used, records stay in memory: ${(error as Error).message}`);
      return undefined;
    }
  }
}
