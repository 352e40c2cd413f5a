import type { ExportStats, SignalStats } from '../../export/channel.js';
import { SIGNALS, type Signal } from '../../otlp/signal.js';
import { appCheck } from '../app-check.js';
import type { Finding } from '../finding.js';

/** What the app recorded while it ran, and what became of it. */
export const appRecordsCheck = appCheck(
  'app-records',
  'App: recorded',
  ({ stats }) => (stats === undefined ? [] : [nothing(stats), lost(stats)]),
  ({ stats }) =>
    stats === undefined ? '' : SIGNALS.map((signal) => outcome(signal, stats[signal])).join(', '),
);

function outcome(signal: Signal, { delivered, accepted, withheld, waiting }: SignalStats): string {
  const kept = withheld > 0 ? ` (${withheld} withheld by TRACEBRIDGE_KEEP)` : '';
  const open = waiting > 0 ? ` (${waiting} wait for the end of their request or job)` : '';
  return `${signal} ${delivered}/${accepted}${kept}${open}`;
}

function nothing(stats: ExportStats): Finding | undefined {
  // Metrics are always there: the bridge has some about itself.
  if (stats.traces.captured + stats.logs.captured > 0) return undefined;
  return {
    id: 'nothing-recorded',
    severity: 'warning',
    what: 'The app recorded no span and no log while it was looked at',
    why: 'perhaps nobody sent it a request, or it does not log with winston',
    fix: 'send it requests meanwhile, and give it longer: tracebridge doctor --seconds 30 -- node app.js',
  };
}

function lost(stats: ExportStats): Finding | undefined {
  const parts = SIGNALS.flatMap((signal) => {
    const { rejected, queued, dropped } = stats[signal];
    const counts = Object.entries({ rejected, 'not delivered yet': queued, ...dropped });
    return counts.filter(([, count]) => count > 0).map(([what, count]) => `${signal} ${count} ${what}`);
  });
  if (parts.length === 0) return undefined;
  return {
    id: 'app-not-delivered',
    severity: 'error',
    what: `Not all that the app recorded was delivered: ${parts.join(', ')}`,
    why: 'it is held in memory, or lost already',
    fix: "see the findings about the collector above, and the app's stderr",
  };
}
