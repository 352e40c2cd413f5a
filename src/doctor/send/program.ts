import { metrics, SpanKind, trace } from '@opentelemetry/api';
import type { ExportStats } from '../../export/channel.js';
import { getLogger } from '../../logs/logger/get-logger.js';
import { start } from '../../sdk/start.js';

/** What this program tells its parent. */
export interface SendReport {
  readonly traceId: string;
  readonly stats: ExportStats;
}

const NAME = 'tracebridge-doctor';
const SHUTDOWN_MILLIS = 1000;

/** Started by the doctor with the preload, as an app is: one trace with a log, and one metric. */
async function main(timeoutMillis: number): Promise<void> {
  const handle = start();
  metrics.getMeter(NAME).createCounter('tracebridge.doctor.runs').add(1);
  const traceId = trace.getTracer(NAME).startActiveSpan('doctor', { kind: SpanKind.INTERNAL }, (span) => {
    getLogger(NAME).info('Sent by tracebridge doctor');
    span.end();
    return span.spanContext().traceId;
  });
  // What is not settled in time shows in the numbers.
  await handle.forceFlush(timeoutMillis).catch(() => {});
  process.send?.({ traceId, stats: handle.stats() } satisfies SendReport);
  await handle.shutdown(SHUTDOWN_MILLIS);
  process.disconnect?.();
}

void main(Number(process.argv[2]));
