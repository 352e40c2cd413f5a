import { SIGNALS } from '../../otlp/signal.js';
import { DROP_REASONS, type SignalStats } from '../channel.js';
import { countText } from './counts.js';
import { REASON_HINTS } from './hints.js';

/** One line for each signal that was not delivered whole, for the end of the process. */
export function lossSummary(stats: Record<(typeof SIGNALS)[number], SignalStats>): string[] {
  return SIGNALS.flatMap((signal) => {
    const { accepted, delivered, rejected, dropped, queued } = stats[signal];
    const reasons = DROP_REASONS.filter((reason) => (dropped[reason] ?? 0) > 0);
    if (reasons.length === 0 && rejected === 0 && queued === 0) return [];
    const lost = reasons.map((reason) => `${dropped[reason]} dropped (${reason})`);
    if (rejected > 0) lost.push(`${rejected} refused by the collector`);
    if (queued > 0) lost.push(`${queued} kept in the spool for the next start`);
    const main = reasons.toSorted((a, b) => dropped[b]! - dropped[a]!)[0];
    const hint = main === undefined ? undefined : REASON_HINTS[main];
    return [
      `at exit: ${delivered} of ${countText(signal, accepted)} delivered; ${lost.join(', ')}${hint ? `: ${hint}` : ''}`,
    ];
  });
}
