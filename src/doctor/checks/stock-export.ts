import { type Check, found, skipped } from '../check.js';
import { safeText } from '../safe-text.js';
import { isReachable } from './reachability.js';

/** One trace with OpenTelemetry's own exporter: tells a fault of ours from a fault on the way. */
export const stockExportCheck: Check = {
  id: 'stock-export',
  title: 'Sent by the stock exporter',
  async run({ destinations, grpc, results, options }) {
    if (!destinations.has('traces') || !isReachable(results.probes, 'traces'))
      return skipped('no collector takes traces');
    if (grpc.includes('traces')) return skipped('traces are sent over gRPC');
    // Loads the API package, whose absence is told by a check of its own.
    const { exportWithStockExporter } = await import('../../sdk/stock-export.js');
    const { traceId, error } = await exportWithStockExporter('tracebridge-doctor', options.timeoutMillis);
    if (error === undefined) {
      results.stockTraceId = traceId;
      return { findings: [], seen: 'traces 1 (OTLP as JSON)' };
    }
    return found({
      id: 'stock-export-failed',
      severity: 'warning',
      what: `@opentelemetry/exporter-trace-otlp-http could not send a trace: ${safeText(error)}`,
      why: 'it sends OTLP as JSON over HTTP; when tracebridge delivers, the endpoint takes protobuf only',
      fix: 'none is needed for tracebridge when it delivers; else check the endpoint as told above',
    });
  },
};
