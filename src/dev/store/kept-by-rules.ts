import type { KeptView } from '../api-types.js';
import { type Series, type SeriesTable, totalOf } from './series-table.js';

/** What the meters `tracebridge.keep.*` tell, by service. */
export function keptByRules(table: SeriesTable): KeptView[] {
  const byService = Map.groupBy(table.withPrefix('tracebridge.keep.'), ({ service }) => service);
  return [...byService].map(([service, all]) => {
    const units = all.filter(({ name }) => name === 'tracebridge.keep.units');
    const of = (verdict: string) =>
      units.filter(({ attributes }) => attributes['tracebridge.verdict'] === verdict);
    const withheld = (signal: string) =>
      all.filter(({ attributes }) => attributes['tracebridge.signal'] === signal);
    const left = reasons(of('withheld'));
    return {
      service,
      kept: totalOf(of('kept')),
      judged: totalOf(units),
      reasons: [reasons(of('kept')), left && `withheld: ${left}`].filter(Boolean).join('; '),
      withheldSpans: totalOf(withheld('traces')),
      withheldLogs: totalOf(withheld('logs')),
    };
  });
}

function reasons(series: readonly Series[]): string {
  // A service may have several processes.
  const byReason = Map.groupBy(series, ({ attributes }) => attributes['tracebridge.reason']);
  return [...byReason].map(([reason, all]) => `${reason} ${totalOf(all)}`).join(', ');
}
