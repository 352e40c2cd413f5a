import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import {
  type AggregationOption,
  AggregationTemporality,
  AggregationType,
  InstrumentType,
  type PushMetricExporter,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { readOrDefault } from '../config/environment.js';
import { getValues } from '../config/values.js';
import type { ExportChannel } from '../export/channel.js';
import { countDataPoints, encodeScopeMetrics, ProtoWriter } from '../otlp/encode/index.js';

/** Hands collected metrics to the export channel, a scope at a time. */
export class ChannelMetricExporter implements PushMetricExporter {
  readonly #writer = new ProtoWriter();
  readonly #preference = readOrDefault('OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE');

  constructor(private readonly channel: ExportChannel) {}

  export(metrics: ResourceMetrics, done: (result: ExportResult) => void): void {
    const { normalizer } = getValues();
    for (const scopeMetrics of metrics.scopeMetrics) {
      const items = countDataPoints(scopeMetrics);
      if (items === 0) continue;
      const writer = this.#writer.reset();
      try {
        encodeScopeMetrics(writer, scopeMetrics, normalizer);
      } catch {
        this.channel.countDropped('metrics', 'encode_failed', items);
        continue;
      }
      this.channel.emit('metrics', 0, writer.buffer, 0, writer.pos, items);
    }
    done({ code: ExportResultCode.SUCCESS });
  }

  /** OTLP metrics exporter specification, "Additional Configuration". */
  selectAggregationTemporality(instrument: InstrumentType): AggregationTemporality {
    switch (this.#preference) {
      case 'delta':
        return isUpDown(instrument) ? AggregationTemporality.CUMULATIVE : AggregationTemporality.DELTA;
      case 'lowmemory':
        return instrument === InstrumentType.COUNTER || instrument === InstrumentType.HISTOGRAM
          ? AggregationTemporality.DELTA
          : AggregationTemporality.CUMULATIVE;
      default:
        return AggregationTemporality.CUMULATIVE;
    }
  }

  /** OTLP metrics exporter specification, as above. */
  selectAggregation(instrument: InstrumentType): AggregationOption {
    return instrument === InstrumentType.HISTOGRAM && isExponential()
      ? { type: AggregationType.EXPONENTIAL_HISTOGRAM }
      : { type: AggregationType.DEFAULT };
  }

  /** What is collected is handed over at once. Its delivery is awaited by the bridge's handle. */
  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}

/** Whether what is measured goes up and down: its sum tells more than what came last. */
export function isUpDown(instrument: InstrumentType): boolean {
  return (
    instrument === InstrumentType.UP_DOWN_COUNTER || instrument === InstrumentType.OBSERVABLE_UP_DOWN_COUNTER
  );
}

/** Whether histograms are to be exponential: then all of them are the SDK's. */
export function isExponential(): boolean {
  return (
    readOrDefault('OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION') ===
    'base2_exponential_bucket_histogram'
  );
}
