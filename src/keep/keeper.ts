import { type Context, context, type Span, type TraceState, trace } from '@opentelemetry/api';
import { KEEP_UNIT } from '../core/globals.js';
import { startTimer } from '../core/outside-context.js';
import { KeepUnit } from './keep-unit.js';
import type { KeepPolicy } from './policy.js';
import { randomnessOf } from './share.js';
import { onUnhandled } from './unhandled.js';
import type { KeepAccount } from './verdict.js';

interface KeepLimits {
  /** Entries that one unit holds at most. */
  readonly unitRecords: number;
  readonly unitBytes: number;
  /** Milliseconds after which a unit is judged although it goes on. */
  readonly unitAgeMillis: number;
  /** Of all units of this thread. */
  readonly maxBytes: number;
}

/** Of the age, how often the open units are looked at. */
const LOOKS = 4;

/** The units of a thread that are open, within their bounds. */
export class Keeper {
  /** In the order in which they began. */
  readonly #open = new Set<KeepUnit>();
  #bytes = 0;
  #look: NodeJS.Timeout | undefined;

  constructor(
    readonly policy: KeepPolicy,
    readonly limits: KeepLimits,
    readonly account: KeepAccount,
  ) {}

  /** About what is held, of all units. */
  get bytes(): number {
    return this.#bytes;
  }

  open(traceId: string, traceState: TraceState | undefined): KeepUnit {
    const unit = new KeepUnit(this, randomnessOf(traceId, traceState));
    this.#open.add(unit);
    this.#look ??= this.#startLooking();
    return unit;
  }

  close(unit: KeepUnit): void {
    this.#open.delete(unit);
  }

  /** @param bytes negative for what is held no more */
  addBytes(bytes: number): void {
    this.#bytes += bytes;
    if (bytes < 0 || this.#bytes <= this.limits.maxBytes) return;
    for (const unit of this.#open) {
      if (this.#bytes <= this.limits.maxBytes) return;
      unit.judge('memory');
    }
  }

  /** Keeps whatever is open: nothing will end it, as it seems. */
  releaseOpen(): void {
    for (const unit of this.#open) unit.keep('exit');
  }

  /** The process or this thread ends, or the bridge does: what is open is kept, and no more units are made. */
  end(): void {
    if (keeper === this) {
      keeper = undefined;
      endWatch?.();
    }
    clearTimeout(this.#look);
    this.releaseOpen();
  }

  #startLooking(): NodeJS.Timeout {
    const { unitAgeMillis } = this.limits;
    const look = () => {
      this.#look = undefined;
      for (const unit of this.#open) {
        if (unit.age() < unitAgeMillis) break;
        unit.judge('age');
      }
      if (this.#open.size > 0) this.#look = this.#startLooking();
    };
    return startTimer(look, unitAgeMillis / LOOKS);
  }
}

let keeper: Keeper | undefined;
let endWatch: (() => void) | undefined;

/** From now on units are made. What nobody catches has failed the unit in which it was thrown, though the app may go on. */
export function setKeeper(next: Keeper): void {
  keeper = next;
  endWatch?.();
  endWatch = onUnhandled(() => activeUnit()?.fail());
}

/** Whether units are made. */
export function isKeeping(): boolean {
  return keeper !== undefined;
}

/**
 * Begins a unit, for a span that has none above it in this thread.
 * @returns undefined where everything is kept
 */
export function openUnit(traceId: string, traceState: TraceState | undefined): KeepUnit | undefined {
  return keeper?.open(traceId, traceState);
}

export function unitOf(span: Span | undefined): KeepUnit | undefined {
  return (span as { [KEEP_UNIT]?: KeepUnit } | undefined)?.[KEEP_UNIT];
}

export function activeUnit(ctx: Context = context.active()): KeepUnit | undefined {
  return unitOf(trace.getSpan(ctx));
}
