import { SIGNALS } from '../../otlp/signal.js';
import { DROP_REASONS, type DropReason, type ExportStats } from '../channel.js';
import { countsText, countText } from './counts.js';
import { REASON_HINTS } from './remedies.js';

/** At which end the lines are told. */
export type End = 'exit' | 'shutdown';

/** For the end: one line that tells all signals which were not delivered whole, or none. */
export function lossSummary(stats: ExportStats, end: End): string[] {
  // Without a spool what is not settled here was recorded, or on its way, while the account was closed.
  const queue = stats.spool === undefined ? 'still on their way' : 'kept in the spool for the next start';
  const total = new Map<DropReason, number>();
  const parts = SIGNALS.toReversed().flatMap((signal) => {
    const { accepted, delivered, rejected, dropped, queued } = stats[signal];
    const reasons = DROP_REASONS.filter((reason) => (dropped[reason] ?? 0) > 0);
    if (reasons.length === 0 && rejected === 0 && queued === 0) return [];
    const lost = reasons.map((reason) => `${dropped[reason]} dropped (${reason})`);
    if (rejected > 0) lost.push(`${rejected} refused by the collector`);
    if (queued > 0) lost.push(`${queued} ${queue}`);
    for (const reason of reasons) total.set(reason, (total.get(reason) ?? 0) + dropped[reason]!);
    return [`${delivered} of ${countText(signal, accepted)} delivered; ${lost.join(', ')}`];
  });
  if (parts.length === 0) return [];
  // One cause for all of them is the rule, so its hint comes once.
  const [main] = [...total].toSorted(([, one], [, other]) => other - one);
  return [`at ${end}: ${parts.join('. ')}${main === undefined ? '' : `: ${REASON_HINTS[main[0]]}`}`];
}

/** For the end: what `keep` rules withheld, one line or none. */
export function keepSummary({ units, ...stats }: ExportStats, end: End): string[] {
  const withheld = countsText((signal) => stats[signal].withheld);
  if (withheld === '') return [];
  const kept = reasonsText(units.kept);
  const keptCount = sum(units.kept);
  const all = keptCount + sum(units.withheld);
  return [
    `at ${end}: kept ${keptCount} of ${all} requests, jobs and root spans${kept && ` (${kept})`}; ${withheld} withheld (TRACEBRIDGE_KEEP)`,
  ];
}

function reasonsText(counts: Partial<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([reason, count]) => `${reason} ${count}`)
    .join(', ');
}

function sum(counts: Partial<Record<string, number>>): number {
  return Object.values(counts).reduce<number>((total, count = 0) => total + count, 0);
}
