import type { SignalStats } from '../../export/channel.js';
import type { Signal } from '../../otlp/signal.js';
import { type Check, found, skipped } from '../check.js';
import type { Finding } from '../finding.js';
import { safeText } from '../safe-text.js';
import { type Delivery, sendTelemetry } from '../send/send.js';
import { isReachable } from './reachability.js';

/** Sends one trace, one log and one metric over the bridge, and looks at its accounts. */
export const deliveryCheck: Check = {
  id: 'delivery',
  title: 'Sent by tracebridge',
  async run({ destinations, disabled, grpc, results, options }) {
    if (disabled) return skipped('OTEL_SDK_DISABLED is true');
    const signals = [...destinations.keys()].filter((signal) => isReachable(results.probes, signal));
    if (signals.length === 0) return skipped('no collector takes anything');
    const delivery = await sendTelemetry(signals, options.timeoutMillis);
    results.delivery = delivery;
    const { report, stderr } = delivery;
    if (report === undefined) return found(notStarted(stderr));
    // Nobody says what becomes of what is handed to OpenTelemetry's own SDK, but for its errors.
    if (grpc.length > 0)
      return stderr === ''
        ? { findings: [], seen: `${signals.join(', ')}, over gRPC without an error` }
        : found(notSent(stderr));
    return {
      findings: signals
        .filter((signal) => !isDelivered(delivery, signal))
        .map((signal) => undelivered(signal, report.stats[signal], stderr)),
      seen: signals.map((signal) => `${signal} ${report.stats[signal].delivered}`).join(', '),
    };
  },
};

/** Whether a signal's telemetry came through. */
export function isDelivered({ report }: Delivery, signal: Signal): boolean {
  const stats = report?.stats[signal];
  return stats !== undefined && stats.accepted > 0 && stats.delivered === stats.accepted;
}

function notStarted(stderr: string): Finding {
  return {
    id: 'not-delivered',
    severity: 'error',
    what: `A program with the preload ended before it could send: ${safeText(stderr) || 'it said nothing'}`,
    why: 'an app with the preload would fare the same',
    fix: 'see the text above; reinstall with `npm install tracebridge`',
  };
}

function notSent(stderr: string): Finding {
  return {
    id: 'not-delivered',
    severity: 'error',
    what: `OpenTelemetry's own SDK, which sends gRPC, failed: ${safeText(stderr)}`,
    why: 'an app with the preload would fare the same',
    fix: "check the collector's log, or send OTLP over HTTP: OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
  };
}

function undelivered(signal: Signal, stats: SignalStats, stderr: string): Finding {
  const { accepted, delivered, rejected, queued, dropped } = stats;
  const lost = Object.entries(dropped).map(([reason, count]) => `${count} dropped (${reason})`);
  const numbers = [
    `${accepted} accepted`,
    `${delivered} delivered`,
    `${rejected} rejected`,
    `${queued} waiting`,
    ...lost,
  ];
  return {
    id: 'not-delivered',
    severity: 'error',
    what: `${signal}: ${numbers.join(', ')}. ${safeText(stderr)}`.trim(),
    why: 'the endpoint takes an empty request, but not telemetry',
    fix: "check the collector's log, and that its pipeline has a receiver for this signal",
  };
}
