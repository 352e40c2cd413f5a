import type { ExportStats, SignalStats } from '../../export/channel.js';
import { SIGNALS, type Signal } from '../../otlp/signal.js';
import { appCheck } from '../app-check.js';
import type { DoctorResults } from '../context.js';
import type { Finding } from '../finding.js';
import { isDelivered } from './delivery.js';
import { isReachable } from './reachability.js';

/** What the app recorded while it ran, and what became of it. */
export const appRecordsCheck = appCheck(
  'app-records',
  'App: recorded',
  ({ stats }, results) => {
    if (stats === undefined) return [];
    const refused = SIGNALS.filter((signal) => isRefused(signal, results));
    const others = SIGNALS.filter((signal) => !refused.includes(signal));
    const findings = [nothing(stats), lost(stats, others)].filter((finding) => finding !== undefined);
    // What the checks above tell is not told of the app again.
    if (findings.length === 0 && lost(stats, refused) !== undefined)
      return `the collector does not take it, see above: ${outcomes(stats)}`;
    return findings;
  },
  ({ stats }) => (stats === undefined ? '' : outcomes(stats)),
);

/** Whether the doctor's own records of a signal were not taken either. */
function isRefused(signal: Signal, { probes, delivery }: DoctorResults): boolean {
  if (probes.some((probed) => probed.signal === signal) && !isReachable(probes, signal)) return true;
  return delivery?.signals.includes(signal) === true && !isDelivered(delivery, signal);
}

function outcomes(stats: ExportStats): string {
  return SIGNALS.map((signal) => outcome(signal, stats[signal])).join(', ');
}

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

function lost(stats: ExportStats, signals: readonly Signal[]): Finding | undefined {
  const parts = signals.flatMap((signal) => {
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
    fix: "the collector takes what the doctor sends: look for an endpoint of the app's own, and at its stderr",
  };
}
