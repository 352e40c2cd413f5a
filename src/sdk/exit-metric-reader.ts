import type { HrTime } from '@opentelemetry/api';
import { millisToHrTime } from '@opentelemetry/core';
import {
  type CollectionResult,
  type DataPoint,
  type MetricData,
  type MetricProducer,
  PeriodicExportingMetricReader,
  type ScopeMetrics,
} from '@opentelemetry/sdk-metrics';

/** How long observable callbacks may take at a natural end: the SDK's timer for them keeps the process alive. */
const OBSERVING_MILLIS = 400;

type PeriodicOptions = ConstructorParameters<typeof PeriodicExportingMetricReader>[0];

/** What is read of the SDK's own state, private names of the pinned sdk-metrics 3.1.0. */
interface CollectorInternals {
  _sharedState: {
    resource: Parameters<PeriodicOptions['exporter']['export']>[0]['resource'];
    meterSharedStates: Map<string, MeterInternals>;
  };
}

interface MeterInternals {
  _instrumentationScope: ScopeMetrics['scope'];
  metricStorageRegistry: { getStorages(collector: unknown): StorageInternals[] };
}

interface StorageInternals {
  getInstrumentDescriptor(): { type: string };
  collect(collector: unknown, time: HrTime): MetricData | undefined;
}

/**
 * The SDK's periodic reader, which can also collect at once, for `process.exit()` and crashes: the SDK's own collection
 * awaits observable callbacks, and there is no event loop any more. Counters, histograms and gauges need no waiting;
 * observable instruments are left out, so that no code of the app runs at the end. There is no public way to it: where
 * the SDK is another than expected, nothing is collected and nothing fails.
 *
 * A natural end collects twice, because an app may record something in between: the second time brings only the points
 * that changed. Inline mode can't send what comes so late.
 */
export class ExitMetricReader extends PeriodicExportingMetricReader {
  readonly #exporter: PeriodicOptions['exporter'];
  readonly #produceAtOnce: () => ScopeMetrics[];
  readonly #beforePeriodicCollection: () => void;
  #collector: CollectorInternals | undefined;
  #ended = false;
  #remembers = false;
  /** Under way. */
  #flushes = 0;
  /** Points as they were at the last collections. */
  readonly #seen = new Set<string>();

  /**
   * @param produceAtOnce what the reader's own producers give
   * @param beforePeriodicCollection called before each collection that the interval brings, not a flush
   */
  constructor(
    options: PeriodicOptions,
    produceAtOnce: () => ScopeMetrics[] = () => [],
    beforePeriodicCollection: () => void = () => {},
  ) {
    super(options);
    this.#beforePeriodicCollection = beforePeriodicCollection;
    this.#exporter = options.exporter;
    this.#produceAtOnce = produceAtOnce;
  }

  override setMetricProducer(producer: MetricProducer): void {
    super.setMetricProducer(producer);
    this.#collector = producer as unknown as CollectorInternals;
  }

  /** Collects as ever, and exports it; {@link collectAtExit} leaves out what has not changed since. */
  async collectBeforeExit(): Promise<void> {
    this.#remembers = true;
    await this.forceFlush();
    this.#remembers = false;
  }

  protected override async onForceFlush(): Promise<void> {
    this.#flushes++;
    try {
      await super.onForceFlush();
    } finally {
      this.#flushes--;
    }
  }

  override async collect(options?: Parameters<MetricProducer['collect']>[0]): Promise<CollectionResult> {
    if (this.#flushes === 0) this.#beforePeriodicCollection();
    const result = await super.collect(
      this.#remembers ? { ...options, timeoutMillis: OBSERVING_MILLIS } : options,
    );
    if (this.#remembers) this.#newOf(result.resourceMetrics.scopeMetrics);
    return result;
  }

  /** Collects what was recorded, and exports it, before it returns. Never throws. */
  collectAtExit(): void {
    if (this.#ended || this.#collector === undefined) return;
    try {
      const { resource } = this.#collector._sharedState;
      const scopeMetrics = [...scopeMetricsOf(this.#collector), ...this.#produceAtOnce()];
      this.#exporter.export({ resource, scopeMetrics: this.#newOf(scopeMetrics) }, () => {});
    } catch {
      // Another SDK than the one this was written for: what was recorded since the last collection is not sent.
    }
  }

  /** The points that were not seen as they are, and remembers them. */
  #newOf(scopeMetrics: readonly ScopeMetrics[]): ScopeMetrics[] {
    const isNew = (...parts: unknown[]): boolean => {
      const text = JSON.stringify(parts, (_, value: unknown) =>
        typeof value === 'bigint' ? String(value) : value,
      );
      return this.#seen.size < this.#seen.add(text).size;
    };
    return scopeMetrics.map(({ scope, metrics }) => ({
      scope,
      metrics: metrics.map((metric) => {
        const points = (metric.dataPoints as DataPoint<unknown>[]).filter((point) =>
          isNew(scope, metric.descriptor, point.attributes, point.startTime, levelOf(point.value)),
        );
        return { ...metric, dataPoints: points } as MetricData;
      }),
    }));
  }

  protected override onShutdown(): Promise<void> {
    this.#ended = true;
    return super.onShutdown();
  }
}

function scopeMetricsOf(collector: CollectorInternals): ScopeMetrics[] {
  const time = millisToHrTime(Date.now());
  return [...collector._sharedState.meterSharedStates.values()].map((meter) => ({
    scope: meter._instrumentationScope,
    metrics: meter.metricStorageRegistry
      .getStorages(collector)
      .filter((storage) => !storage.getInstrumentDescriptor().type.startsWith('OBSERVABLE'))
      .map((storage) => storage.collect(collector, time))
      .filter((data) => data !== undefined),
  }));
}

/** What differs between two points of a series, but for time: the value, or of a histogram what each record changes. */
function levelOf(value: unknown): unknown {
  const { count, sum } = Object(value) as { count?: number; sum?: number };
  return count === undefined ? value : [count, sum];
}
