import { SIGNALS, type Signal } from '../../otlp/signal.js';
import type { Check } from '../check.js';
import { skipped } from '../check.js';
import type { Finding } from '../finding.js';
import { classify } from '../network/classify.js';
import { type ProbedDestination, probe } from '../network/probe.js';

/** Asks each signal's endpoint with an empty export request, or for HTTP/2 where gRPC is sent. */
export const reachabilityCheck: Check = {
  id: 'reachability',
  title: 'Collector',
  async run({ destinations, grpc, options, results }) {
    if (destinations.size === 0) return skipped('no signal is exported over OTLP');
    results.probes = await Promise.all(
      [...destinations].map(([signal, destination]) =>
        probe(signal, destination, options.timeoutMillis, grpc.includes(signal)),
      ),
    );
    return { findings: findingsOf(results.probes), seen: describe(results.probes) };
  },
};

/** Whether a signal's endpoint took the empty request. */
export function isReachable(probes: readonly ProbedDestination[], signal: Signal): boolean {
  return probes.some((probed) => probed.signal === signal && classify(probed) === undefined);
}

function findingsOf(probes: readonly ProbedDestination[]): Finding[] {
  // A signal that has an address of its own, with another path, was sent elsewhere by mistake.
  const refused = probes
    .filter((probed) => classify(probed)?.id === 'wrong-path')
    .filter(({ signal, destination }) => new URL(destination.url).pathname.endsWith(`/v1/${signal}`))
    .map(({ signal }) => signal);
  if (isReachable(probes, 'traces') && refused.length > 0 && !refused.includes('traces')) {
    const others = probes.filter(({ signal }) => !refused.includes(signal));
    return [tracesOnly(probes, refused), ...merged(others)];
  }
  return merged(probes);
}

function tracesOnly(probes: readonly ProbedDestination[], refused: readonly Signal[]): Finding {
  const { destination } = probes.find(({ signal }) => signal === 'traces') as ProbedDestination;
  return {
    id: 'traces-only',
    severity: 'error',
    what: `${new URL(destination.url).origin} takes traces, but not ${refused.join(' and ')} (HTTP 404)`,
    why: `${refused.join(' and ')} are refused and counted as rejected`,
    fix: `send to a Collector instead of to Jaeger itself, or switch them off: ${refused.map((signal) => `OTEL_${signal.toUpperCase()}_EXPORTER=none`).join(' ')}`,
  };
}

/** The same finding for several signals is told once. */
function merged(probes: readonly ProbedDestination[]): Finding[] {
  const found = new Map<string, { finding: Finding; signals: Signal[] }>();
  for (const probed of probes) {
    const finding = classify(probed);
    if (finding === undefined) continue;
    const key = `${finding.id} ${new URL(probed.destination.url).origin}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, { finding, signals: [probed.signal] });
    else known.signals.push(probed.signal);
  }
  return [...found.values()].map(({ finding, signals }) =>
    signals.length === SIGNALS.length
      ? finding
      : { ...finding, what: `${finding.what} [${signals.join(', ')}]` },
  );
}

function describe(probes: readonly ProbedDestination[]): string {
  const origins = new Map<string, number>();
  for (const { destination, outcome } of probes) {
    const { origin } = new URL(destination.url);
    const millis = outcome.kind === 'answer' ? outcome.millis : Number.POSITIVE_INFINITY;
    origins.set(origin, Math.min(millis, origins.get(origin) ?? Number.POSITIVE_INFINITY));
  }
  return [...origins]
    .map(
      ([origin, millis]) =>
        `${origin}${Number.isFinite(millis) ? ` answered in ${Math.round(millis)} ms` : ''}`,
    )
    .join(', ');
}
