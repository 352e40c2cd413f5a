import { boolean } from '../config/rules.js';
import { checkedOptions, type OptionRules } from '../core/checked-options.js';
import { setImmediate } from '../core/native.js';
import { getRootLogger } from '../logs/logger/get-logger.js';
import { addLogSink } from '../logs/record/sink.js';
import { silenceConsole } from '../logs/winston/silence.js';
import { ensureTappedProviders } from '../sdk/taps/memory-providers.js';
import { addTap, removeTap, type TelemetryTap, taps } from '../sdk/taps/taps.js';
import { type CapturedLogRecord, fromCapturedLog, fromReadableLogRecord } from './captured-log.js';
import { type CapturedMetric, type MetricsBaseline, metricsSince, toBaseline } from './captured-metric.js';
import { type CapturedSpan, toCapturedSpan } from './captured-span.js';
import type { CapturedTelemetry, CaptureOptions } from './captured-telemetry.js';
import { registerMatchers } from './matchers/register.js';

const RULES: OptionRules<CaptureOptions> = { http: boolean, silent: boolean };

/**
 * Captures what the code under test records: spans, logs and metrics, in memory, through the real OpenTelemetry SDK.
 * Works in a process that never called `start()`, and beside one that did. Several captures may run at a time.
 * @throws BridgeError TRACEBRIDGE_FOREIGN_SDK when another OpenTelemetry SDK has registered its providers
 * @example
 * ```ts
 * import { getLogger } from 'tracebridge';
 * import { captureTelemetry } from 'tracebridge/testing';
 *
 * using telemetry = captureTelemetry();
 * getLogger('orders').info('Order placed');
 * telemetry.logs[0]?.message; // 'Order placed'
 * ```
 */
export function captureTelemetry(options: CaptureOptions = {}): CapturedTelemetry {
  const { http, silent } = checkedOptions(options, RULES);
  registerMatchers();
  ensureTappedProviders();
  return new Capture([...(http ? [loadHttpCapture()()] : []), ...(silent ? [silenceLines()] : [])]);
}

function silenceLines() {
  // Its transport is to be known as a console that writes, which one that is silenced is not.
  getRootLogger();
  return silenceConsole();
}

function loadHttpCapture() {
  return (require('../sdk/taps/http-capture.js') as typeof import('../sdk/taps/http-capture.js')).captureHttp;
}

class Capture implements CapturedTelemetry, TelemetryTap {
  #spans: CapturedSpan[] = [];
  #logs: CapturedLogRecord[] = [];
  #epoch = ++taps.epoch;
  #baseline = collectBaseline();
  readonly #undo: (() => void)[];

  constructor(undo: readonly (() => void)[]) {
    addTap(this);
    this.#undo = [
      ...undo,
      () => removeTap(this),
      addLogSink((record) => this.#logs.push(fromCapturedLog(record))),
    ];
  }

  get spans(): readonly CapturedSpan[] {
    return [...this.#spans];
  }

  get logs(): readonly CapturedLogRecord[] {
    return [...this.#logs];
  }

  onSpan(span: Parameters<TelemetryTap['onSpan']>[0]): void {
    this.#spans.push(toCapturedSpan(span));
  }

  onLogRecord(record: Parameters<TelemetryTap['onLogRecord']>[0]): void {
    this.#logs.push(fromReadableLogRecord(record));
  }

  async metrics(): Promise<CapturedMetric[]> {
    const baseline = await this.#baseline;
    const collected = await taps.collectMetrics?.();
    return collected === undefined ? [] : metricsSince(collected, this.#epoch, baseline);
  }

  reset(): void {
    this.#spans = [];
    this.#logs = [];
    this.#epoch = ++taps.epoch;
    this.#baseline = collectBaseline();
  }

  async flush(): Promise<void> {
    // A response's last events take two turns: the write's callback, then `finish` or `close`.
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
  }

  async stop(): Promise<void> {
    for (const undo of this.#undo.splice(0)) undo();
  }

  [Symbol.dispose](): void {
    void this.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

async function collectBaseline(): Promise<MetricsBaseline> {
  const collected = await taps.collectMetrics?.();
  return collected === undefined ? new Map() : toBaseline(collected);
}
