import { warn } from '../core/warn.js';
import type { TokenFault } from './token.js';

/** Why a header was refused. */
type Refusal = TokenFault | 'other_user' | 'other_request' | 'replayed';

const REASONS: readonly Refusal[] = [
  'unsigned',
  'malformed',
  'signature',
  'expired',
  'too_long',
  'other_user',
  'other_request',
  'replayed',
];

/** Anybody can send headers: what is told of them is one line in this time. */
const TELL_MILLIS = 60_000;

/** What became of what asked for debug, since the start of the process. */
export class DebugAccount {
  readonly refused = new Map<Refusal, number>(REASONS.map((reason) => [reason, 0]));
  switchedOn = 0;
  switchedOff = 0;
  #untold = new Map<Refusal, number>();
  #toldAt = Number.NEGATIVE_INFINITY;

  refuse(reason: Refusal): void {
    this.refused.set(reason, this.refused.get(reason)! + 1);
    this.#untold.set(reason, (this.#untold.get(reason) ?? 0) + 1);
    const now = performance.now();
    if (now - this.#toldAt < TELL_MILLIS) return;
    this.#toldAt = now;
    const counts = [...this.#untold].map(([name, count]) => `${name} ${count}`).join(', ');
    this.#untold = new Map();
    warn(`x-tracebridge-debug was refused and did nothing: ${counts} (docs/debug.md)`);
  }
}
