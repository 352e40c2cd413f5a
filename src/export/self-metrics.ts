import { type Attributes, type BatchObservableResult, type Meter, ValueType } from '@opentelemetry/api';
import { SIGNALS, type Signal } from '../otlp/signal.js';
import type { DropReason, ExportChannel, SignalStats } from './channel.js';

/** Names of the OpenTelemetry SDK's own metrics: https://opentelemetry.io/docs/specs/semconv/otel/sdk-metrics/ */
const ITEMS: Record<Signal, string> = { traces: 'span', metrics: 'metric_data_point', logs: 'log' };

const UNITS: Record<Signal, string> = { traces: '{span}', metrics: '{data_point}', logs: '{log_record}' };

/** Attributes of all instruments, as the semantic conventions ask. */
const COMPONENT: Attributes = {
  'otel.component.type': 'tracebridge_exporter',
  'otel.component.name': 'tracebridge_exporter/0',
};

/** Dropped before they were queued: the processor's part. The other reasons are the exporter's. */
const NOT_QUEUED: ReadonlySet<DropReason> = new Set<DropReason>([
  'queue_full',
  'too_large',
  'encode_failed',
  'spool_full',
]);

/**
 * Makes the account of an export channel observable, once there is something in it:
 *
 * | instrument | kind, unit | attributes |
 * | --- | --- | --- |
 * | `otel.sdk.processor.{span,log}.processed` | counter | `error.type`: why it was not queued |
 * | `otel.sdk.processor.{span,log}.queue.size` | up-down counter | |
 * | `otel.sdk.exporter.{span,log,metric_data_point}.exported` | counter | `error.type`: `rejected` or why it was dropped |
 * | `tracebridge.keep.units` | counter | `tracebridge.verdict`: `kept`, `withheld`; `tracebridge.reason`; with `keep` rules |
 * | `tracebridge.keep.withheld` | counter | `tracebridge.signal`: `traces`, `logs`; `tracebridge.reason`; with `keep` rules |
 * | `tracebridge.export.requests` | counter | `tracebridge.outcome`: `ok`, `failed` |
 * | `tracebridge.export.retries` | counter | |
 * | `tracebridge.export.memory.usage`, `.limit` | up-down counter, By | |
 * | `tracebridge.export.spool.usage`, `.limit` | up-down counter, By; with a spool | |
 *
 * @returns ends the observation
 */
export function observeExport(meter: Meter, channel: ExportChannel): () => void {
  const observers = [
    ...(['traces', 'metrics', 'logs'] as const).map((signal) => observeSignal(meter, signal)),
    observeKeeping(meter),
    observeProcess(meter, channel),
  ];
  const instruments = observers.flatMap(({ instruments: own }) => own);
  const callback = (result: BatchObservableResult): void => {
    const stats = channel.stats();
    // An account of nothing would be all that a short program starts the exporter thread for, at its end.
    if (SIGNALS.every((signal) => stats[signal].captured === 0)) return;
    for (const { observe } of observers) observe(result, stats);
  };
  meter.addBatchObservableCallback(callback, instruments);
  return () => meter.removeBatchObservableCallback(callback, instruments);
}

interface Observer {
  instruments: Parameters<Meter['addBatchObservableCallback']>[1];
  observe(result: BatchObservableResult, stats: ReturnType<ExportChannel['stats']>): void;
}

function observeSignal(meter: Meter, signal: Signal): Observer {
  const item = ITEMS[signal];
  const unit = UNITS[signal];
  const exported = counter(meter, `otel.sdk.exporter.${item}.exported`, unit);
  const observeExported = (
    result: BatchObservableResult,
    { delivered, rejected, dropped }: SignalStats,
  ): void => {
    result.observe(exported, delivered, COMPONENT);
    if (rejected > 0) result.observe(exported, rejected, withError('rejected'));
    for (const [reason, count] of Object.entries(dropped)) {
      if (!NOT_QUEUED.has(reason as DropReason)) result.observe(exported, count, withError(reason));
    }
  };
  // The conventions have processors for spans and log records only.
  if (signal === 'metrics') {
    return { instruments: [exported], observe: (result, stats) => observeExported(result, stats.metrics) };
  }
  const processed = counter(meter, `otel.sdk.processor.${item}.processed`, unit);
  const size = meter.createObservableUpDownCounter(`otel.sdk.processor.${item}.queue.size`, {
    unit,
    valueType: ValueType.INT,
  });
  return {
    instruments: [exported, processed, size],
    observe: (result, stats) => {
      const { accepted, queued, dropped } = stats[signal];
      let refused = 0;
      for (const reason of NOT_QUEUED) {
        const count = dropped[reason] ?? 0;
        refused += count;
        if (count > 0) result.observe(processed, count, withError(reason));
      }
      result.observe(processed, accepted - refused, COMPONENT);
      result.observe(size, queued, COMPONENT);
      observeExported(result, stats[signal]);
    },
  };
}

function observeKeeping(meter: Meter): Observer {
  const units = counter(meter, 'tracebridge.keep.units', '{unit}');
  const withheld = counter(meter, 'tracebridge.keep.withheld', '{record}');
  return {
    instruments: [units, withheld],
    observe: (result, stats) => {
      for (const verdict of ['kept', 'withheld'] as const) {
        for (const [reason, count] of Object.entries(stats.units[verdict]))
          result.observe(units, count, {
            ...COMPONENT,
            'tracebridge.verdict': verdict,
            'tracebridge.reason': reason,
          });
      }
      for (const signal of ['traces', 'logs'] as const) {
        for (const [reason, count] of Object.entries(stats[signal].withheldBy))
          result.observe(withheld, count, {
            ...COMPONENT,
            'tracebridge.signal': signal,
            'tracebridge.reason': reason,
          });
      }
    },
  };
}

function observeProcess(meter: Meter, channel: ExportChannel): Observer {
  const requests = counter(meter, 'tracebridge.export.requests', '{request}');
  const retries = counter(meter, 'tracebridge.export.retries', '{request}');
  const bytes = (name: string) =>
    meter.createObservableUpDownCounter(`tracebridge.export.${name}`, {
      unit: 'By',
      valueType: ValueType.INT,
    });
  const memory = [bytes('memory.usage'), bytes('memory.limit')] as const;
  const spool = channel.stats().spool && ([bytes('spool.usage'), bytes('spool.limit')] as const);
  return {
    instruments: [requests, retries, ...memory, ...(spool ?? [])],
    observe: (result, stats) => {
      const { sent, failed, retried } = stats.requests;
      result.observe(requests, sent - failed, { ...COMPONENT, 'tracebridge.outcome': 'ok' });
      result.observe(requests, failed, { ...COMPONENT, 'tracebridge.outcome': 'failed' });
      result.observe(retries, retried, COMPONENT);
      result.observe(memory[0], stats.memory.bytes, COMPONENT);
      result.observe(memory[1], stats.memory.limitBytes, COMPONENT);
      if (!spool || !stats.spool) return;
      result.observe(spool[0], stats.spool.bytes, COMPONENT);
      result.observe(spool[1], stats.spool.limitBytes, COMPONENT);
    },
  };
}

function counter(meter: Meter, name: string, unit: string) {
  return meter.createObservableCounter(name, { unit, valueType: ValueType.INT });
}

function withError(type: string): Attributes {
  return { ...COMPONENT, 'error.type': type };
}
