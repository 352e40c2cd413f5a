import { MeterProvider } from '@opentelemetry/sdk-metrics';
import type { ExportChannel, ExportStats } from '../../../src/export/channel.js';
import { observeExport } from '../../../src/export/self-metrics.js';
import { PullReader } from '../../support/pull-reader.js';

const NOTHING_WITHHELD = { withheld: 0, withheldBy: {}, waiting: 0 };

const STATS: ExportStats = {
  logs: {
    captured: 150,
    withheld: 50,
    withheldBy: { rules: 48, age: 2 },
    waiting: 0,
    accepted: 100,
    delivered: 60,
    rejected: 5,
    dropped: { queue_full: 10, retry_expired: 4, too_large: 1 },
    queued: 20,
  },
  traces: {
    ...NOTHING_WITHHELD,
    captured: 3,
    accepted: 3,
    delivered: 3,
    rejected: 0,
    dropped: {},
    queued: 0,
  },
  metrics: {
    ...NOTHING_WITHHELD,
    captured: 7,
    accepted: 7,
    delivered: 7,
    rejected: 0,
    dropped: {},
    queued: 0,
  },
  memory: { bytes: 1234, limitBytes: 5000 },
  units: { kept: { errors: 3 }, withheld: { rules: 20 } },
  requests: { sent: 10, retried: 2, failed: 3 },
  spool: { bytes: 77, limitBytes: 100, replayed: 0 },
};

/** "name error.type outcome" → value, as a reader sees them. */
async function collect(stats: ExportStats): Promise<Record<string, number>> {
  const reader = new PullReader();
  const provider = new MeterProvider({ readers: [reader] });
  const stop = observeExport(provider.getMeter('test'), { stats: () => stats } as ExportChannel);
  const { resourceMetrics } = await reader.collect();
  const values: Record<string, number> = {};
  for (const { descriptor, dataPoints } of resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics)) {
    for (const { attributes, value } of dataPoints) {
      const detail =
        attributes['error.type'] ?? attributes['tracebridge.outcome'] ?? attributes['tracebridge.reason'];
      values[detail ? `${descriptor.name} ${detail}` : descriptor.name] = value as number;
      expect(attributes['otel.component.name']).toBe('tracebridge_exporter/0');
    }
  }
  stop();
  return values;
}

test('the account is observable, each record once', async () => {
  expect(await collect(STATS)).toEqual({
    'otel.sdk.processor.log.processed': 89,
    'otel.sdk.processor.log.processed queue_full': 10,
    'otel.sdk.processor.log.processed too_large': 1,
    'otel.sdk.processor.log.queue.size': 20,
    'otel.sdk.exporter.log.exported': 60,
    'otel.sdk.exporter.log.exported rejected': 5,
    'otel.sdk.exporter.log.exported retry_expired': 4,
    'otel.sdk.processor.span.processed': 3,
    'otel.sdk.processor.span.queue.size': 0,
    'otel.sdk.exporter.span.exported': 3,
    'otel.sdk.exporter.metric_data_point.exported': 7,
    'tracebridge.keep.units errors': 3,
    'tracebridge.keep.units rules': 20,
    'tracebridge.keep.withheld rules': 48,
    'tracebridge.keep.withheld age': 2,
    'tracebridge.export.requests ok': 7,
    'tracebridge.export.requests failed': 3,
    'tracebridge.export.retries': 2,
    'tracebridge.export.memory.usage': 1234,
    'tracebridge.export.memory.limit': 5000,
    'tracebridge.export.spool.usage': 77,
    'tracebridge.export.spool.limit': 100,
  });
});

test('without a spool there are no instruments for it', async () => {
  const { spool: _, ...rest } = STATS;
  expect(Object.keys(await collect(rest)).some((name) => name.includes('spool'))).toBe(false);
});
