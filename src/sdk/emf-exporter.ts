import type { Attributes } from '@opentelemetry/api';
import { type ExportResult, ExportResultCode, hrTimeToMilliseconds } from '@opentelemetry/core';
import {
  AggregationTemporality,
  type InstrumentType,
  type MetricData,
  type PushMetricExporter,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { isUpDown } from './channel-metric-exporter.js';
import { maskResourceMetrics } from './masked-exporters.js';

/** CloudWatch takes so many metrics and dimensions of one line. */
const MAX_METRICS = 100;
const MAX_DIMENSIONS = 30;

/** Of UCUM's units, those that CloudWatch has a name for. */
const UNITS: Readonly<Record<string, string>> = {
  s: 'Seconds',
  ms: 'Milliseconds',
  us: 'Microseconds',
  By: 'Bytes',
  '%': 'Percent',
};

/** A number, or what CloudWatch takes in the place of a histogram's values. */
type EmfValue = number | { Min: number; Max: number; Sum: number; Count: number };

interface Measured {
  readonly name: string;
  readonly unit: string;
  readonly value: EmfValue;
}

/**
 * `OTEL_METRICS_EXPORTER=emf`: metrics as lines of CloudWatch's Embedded Metric Format on stdout, which CloudWatch Logs
 * turns into metrics. Namespace is the service's name, dimensions are the attributes, values those since the last line.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export class EmfExporter implements PushMetricExporter {
  export(metrics: ResourceMetrics, done: (result: ExportResult) => void): void {
    const { resource, scopeMetrics } = maskResourceMetrics(metrics);
    const namespace = String(resource.attributes['service.name'] ?? 'tracebridge');
    const lines = scopeMetrics.flatMap(({ metrics }) => linesOf(metrics, namespace));
    if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
    done({ code: ExportResultCode.SUCCESS });
  }

  /** CloudWatch adds up what it gets. */
  selectAggregationTemporality(instrument: InstrumentType): AggregationTemporality {
    return isUpDown(instrument) ? AggregationTemporality.CUMULATIVE : AggregationTemporality.DELTA;
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}

/** Points of the same attributes and time share a line. */
function linesOf(metrics: readonly MetricData[], namespace: string): string[] {
  const groups = new Map<string, { attributes: Attributes; time: number; measured: Measured[] }>();
  for (const { descriptor, dataPoints, ...rest } of metrics) {
    const isMonotonic = 'isMonotonic' in rest && rest.isMonotonic;
    for (const { attributes, endTime, value } of dataPoints) {
      const measured = emfValue(value);
      // CloudWatch bills what it is sent; of a counter nothing is nothing.
      if (measured === undefined || (isMonotonic && measured === 0)) continue;
      const time = Math.round(hrTimeToMilliseconds(endTime));
      const key = JSON.stringify([time, Object.entries(attributes).sort()]);
      const group = groups.get(key) ?? { attributes, time, measured: [] };
      groups.set(key, group);
      group.measured.push({ name: descriptor.name, unit: unitOf(descriptor.unit), value: measured });
    }
  }
  return [...groups.values()].flatMap(({ attributes, time, measured }) => {
    const lines: string[] = [];
    for (let start = 0; start < measured.length; start += MAX_METRICS)
      lines.push(lineOf(namespace, attributes, time, measured.slice(start, start + MAX_METRICS)));
    return lines;
  });
}

function lineOf(namespace: string, attributes: Attributes, time: number, measured: Measured[]): string {
  const dimensions = Object.entries(attributes)
    .slice(0, MAX_DIMENSIONS)
    .map(([name, value]) => [name, String(value)]);
  return JSON.stringify({
    _aws: {
      Timestamp: time,
      CloudWatchMetrics: [
        {
          Namespace: namespace,
          Dimensions: [dimensions.map(([name]) => name)],
          Metrics: measured.map(({ name, unit }) => ({ Name: name, Unit: unit })),
        },
      ],
    },
    ...Object.fromEntries(dimensions),
    ...Object.fromEntries(measured.map(({ name, value }) => [name, value])),
  });
}

function emfValue(value: MetricData['dataPoints'][number]['value']): EmfValue | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  const { count, sum = 0, min = 0, max = 0 } = value;
  return count === 0 ? undefined : { Min: min, Max: max, Sum: sum, Count: count };
}

/** `{job}` and the like are counts. */
function unitOf(unit: string): string {
  return UNITS[unit] ?? (unit.startsWith('{') ? 'Count' : 'None');
}
