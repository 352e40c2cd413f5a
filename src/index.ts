export type { HostRule } from './config/hosts.js';
export type { PathRule } from './config/paths.js';
export type { ExportMode, StartOptions, Trust } from './config/start-options.js';
export { BridgeError, type BridgeErrorCode } from './core/errors.js';
export type { RedactOptions } from './core/redact/options.js';
export { correlationIdToTraceId, traceIdToCorrelationId } from './correlation/correlation-id.js';
export {
  getLoggingContext,
  type LoggingContextToken,
  resetLoggingContext,
  runWithLoggingContext,
  setLoggingContext,
} from './correlation/current.js';
export { LoggingContext, type LoggingContextInit } from './correlation/logging-context.js';
export { getCorrelationId, withCorrelationId } from './correlation/scope.js';
export type { DropReason, ExportStats, SignalStats } from './export/channel.js';
export { keepTrace } from './keep/keep-trace.js';
export type { KeptReason, WithheldReason } from './keep/verdict.js';
export type { BridgeLogger, LogFields } from './logs/logger/bridge-logger.js';
export { configureLogging } from './logs/logger/configure-logging.js';
export { getLogger } from './logs/logger/get-logger.js';
export type { LoggingOptions } from './logs/logger/settings.js';
export { addFields } from './logs/record/add-fields.js';
export type { Signal } from './otlp/signal.js';
export type { BridgeHandle } from './sdk/handle.js';
export { start } from './sdk/start.js';
export { type TimedDecorator, type TimedOptions, timed } from './tracing/timed/index.js';
export {
  getMetricsCollector,
  type JobCarrier,
  type JobId,
  jobCarrier,
  metricsHandler,
  type WorkerJob,
  type WorkerJobOptions,
  WorkerMetrics,
  WorkerMetricsCollector,
  type WorkerMetricsDict,
  workerJob,
} from './workers/index.js';
