import {
  type Attributes,
  type BatchObservableResult,
  type Meter,
  type Observable,
  ValueType,
} from '@opentelemetry/api';
import { SIGNALS, type Signal } from '../otlp/signal.js';
import type { DropReason, ExportChannel, ExportStats, SignalStats } from './channel.js';

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
    ...SIGNALS.map((signal) => observeSignal(meter, signal)),
    observeKeeping(meter),
    observeProcess(meter, channel),
  ];
  const instruments = observers.flatMap(({ instruments: own }) => own);
  const callback = (result: BatchObservableResult): void => {
    const stats = channel.stats();
    // An account of nothing would be all that a short program starts the exporter thread for, at its end.
    if (SIGNALS.every((signal) => stats[signal].captured === 0)) return;
    const observe: Observe = (instrument, value, attributes) =>
      result.observe(instrument, value, { ...COMPONENT, ...attributes });
    for (const { record } of observers) record(observe, stats);
  };
  meter.addBatchObservableCallback(callback, instruments);
  return () => meter.removeBatchObservableCallback(callback, instruments);
}

interface Observer {
  instruments: Observable[];
  record(observe: Observe, stats: ExportStats): void;
}

type Observe = (instrument: Observable, value: number, attributes?: Attributes) => void;

function observeSignal(meter: Meter, signal: Signal): Observer {
  const item = ITEMS[signal];
  const unit = UNITS[signal];
  const exported = counter(meter, `otel.sdk.exporter.${item}.exported`, unit);
  const observeExported = (observe: Observe, { delivered, rejected, dropped }: SignalStats): void => {
    observe(exported, delivered);
    if (rejected > 0) observe(exported, rejected, { 'error.type': 'rejected' });
    for (const [reason, count] of Object.entries(dropped)) {
      if (!NOT_QUEUED.has(reason as DropReason)) observe(exported, count, { 'error.type': reason });
    }
  };
  // The conventions have processors for spans and log records only.
  if (signal === 'metrics') {
    return { instruments: [exported], record: (observe, stats) => observeExported(observe, stats.metrics) };
  }
  const processed = counter(meter, `otel.sdk.processor.${item}.processed`, unit);
  const size = upDownCounter(meter, `otel.sdk.processor.${item}.queue.size`, unit);
  return {
    instruments: [exported, processed, size],
    record: (observe, stats) => {
      const { accepted, queued, dropped } = stats[signal];
      let refused = 0;
      for (const reason of NOT_QUEUED) {
        const count = dropped[reason] ?? 0;
        refused += count;
        if (count > 0) observe(processed, count, { 'error.type': reason });
      }
      observe(processed, accepted - refused);
      observe(size, queued);
      observeExported(observe, stats[signal]);
    },
  };
}

function observeKeeping(meter: Meter): Observer {
  const units = counter(meter, 'tracebridge.keep.units', '{unit}');
  const withheld = counter(meter, 'tracebridge.keep.withheld', '{record}');
  return {
    instruments: [units, withheld],
    record: (observe, stats) => {
      for (const verdict of ['kept', 'withheld'] as const) {
        for (const [reason, count] of Object.entries(stats.units[verdict]))
          observe(units, count, { 'tracebridge.verdict': verdict, 'tracebridge.reason': reason });
      }
      for (const signal of ['traces', 'logs'] as const) {
        for (const [reason, count] of Object.entries(stats[signal].withheldBy))
          observe(withheld, count, { 'tracebridge.signal': signal, 'tracebridge.reason': reason });
      }
    },
  };
}

function observeProcess(meter: Meter, channel: ExportChannel): Observer {
  const requests = counter(meter, 'tracebridge.export.requests', '{request}');
  const retries = counter(meter, 'tracebridge.export.retries', '{request}');
  const bytes = (name: string) => upDownCounter(meter, `tracebridge.export.${name}`, 'By');
  const memory = [bytes('memory.usage'), bytes('memory.limit')] as const;
  const spool = channel.stats().spool && ([bytes('spool.usage'), bytes('spool.limit')] as const);
  return {
    instruments: [requests, retries, ...memory, ...(spool ?? [])],
    record: (observe, stats) => {
      const { sent, failed, retried } = stats.requests;
      observe(requests, sent - failed, { 'tracebridge.outcome': 'ok' });
      observe(requests, failed, { 'tracebridge.outcome': 'failed' });
      observe(retries, retried);
      observe(memory[0], stats.memory.bytes);
      observe(memory[1], stats.memory.limitBytes);
      if (!spool || !stats.spool) return;
      observe(spool[0], stats.spool.bytes);
      observe(spool[1], stats.spool.limitBytes);
    },
  };
}

function counter(meter: Meter, name: string, unit: string) {
  return meter.createObservableCounter(name, { unit, valueType: ValueType.INT });
}

function upDownCounter(meter: Meter, name: string, unit: string) {
  return meter.createObservableUpDownCounter(name, { unit, valueType: ValueType.INT });
}
