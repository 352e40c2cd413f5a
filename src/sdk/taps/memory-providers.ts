import { type Attributes, type Context, logs, metrics, propagation, trace } from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator } from '@opentelemetry/core';
import { defaultResource } from '@opentelemetry/resources';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { BridgeError } from '../../core/errors.js';
import { ensureContextManager } from '../../correlation/context-manager.js';
import { CorrelationPropagator } from '../../correlation/propagator.js';
import { DEFAULT_CORRELATION_SETTINGS } from '../../correlation/settings.js';
import { StrictTraceContextPropagator } from '../../correlation/tracestate.js';
import { RecordingTracerProvider } from '../../tracing/recording/recording-tracer-provider.js';
import { createLoggerProvider } from '../guarded-methods.js';
import { tapLogProcessor, tapSpanProcessor } from './processors.js';
import { EPOCH_ATTRIBUTE, taps } from './taps.js';

/**
 * Registers real SDK providers that export to nowhere but the taps, for each signal that `start()` has not registered
 * one for. They stay: a tracer that a module of the app got at its top is bound to its provider for ever.
 * @throws BridgeError TRACEBRIDGE_FOREIGN_SDK when another OpenTelemetry SDK has registered its provider
 */
export function ensureTappedProviders(): void {
  ensureContextManager();
  if (propagation.fields().length === 0) propagation.setGlobalPropagator(createPropagator());
  if (!taps.fed.has('traces')) registerTracerProvider();
  if (!taps.fed.has('logs')) registerLoggerProvider();
  if (taps.collectMetrics === undefined) registerMeterProvider();
}

function registerTracerProvider(): void {
  const provider = new RecordingTracerProvider({
    resource: defaultResource(),
    processors: [tapSpanProcessor],
  });
  requireOwn('tracer', trace.setGlobalTracerProvider(provider));
  taps.fed.add('traces');
}

function registerLoggerProvider(): void {
  const provider = createLoggerProvider(defaultResource(), [tapLogProcessor]);
  requireOwn('logger', logs.setGlobalLoggerProvider(provider));
  taps.fed.add('logs');
}

function registerMeterProvider(): void {
  const reader = new PullReader();
  const provider = new MeterProvider({
    resource: defaultResource(),
    readers: [reader],
    views: [{ instrumentName: '*', attributesProcessors: [{ process: withEpoch }] }],
  });
  requireOwn('meter', metrics.setGlobalMeterProvider(provider));
  taps.collectMetrics = async () => (await reader.collect()).resourceMetrics;
}

/**
 * Collecting is asynchronous, so a capture can't ask for what is there already without missing what comes next.
 * Observable instruments have no context; they are read anew each time.
 */
function withEpoch(attributes: Attributes, ctx?: Context): Attributes {
  return ctx === undefined ? attributes : { ...attributes, [EPOCH_ATTRIBUTE]: taps.epoch };
}

/** Collects when it is asked, and only then. */
class PullReader extends MetricReader {
  protected async onForceFlush(): Promise<void> {}
  protected async onShutdown(): Promise<void> {}
}

function createPropagator(): CorrelationPropagator {
  const propagators = [new StrictTraceContextPropagator(), new W3CBaggagePropagator()];
  return new CorrelationPropagator(new CompositePropagator({ propagators }), DEFAULT_CORRELATION_SETTINGS);
}

function requireOwn(kind: string, isRegistered: boolean): void {
  if (isRegistered) return;
  throw new BridgeError(
    'TRACEBRIDGE_FOREIGN_SDK',
    `Another OpenTelemetry SDK has registered its ${kind} provider. Call captureTelemetry() before that SDK starts, or don't start it in tests.`,
  );
}
