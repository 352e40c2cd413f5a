import { type Attributes, type Context, context, type Span, SpanKind, trace } from '@opentelemetry/api';
import { UNIT_ROOT } from '../core/globals.js';
import type { PlainObject } from '../core/plain.js';
import { quietly } from '../core/quietly.js';
import { roundedMillis } from '../core/rounded-millis.js';
import { ensureContextManager } from '../correlation/context-manager.js';
import { acceptCorrelationId } from '../correlation/correlation-id.js';
import type { Unit } from '../correlation/scope.js';
import type { LogFields } from '../logs/logger/bridge-logger.js';
import { getLogger } from '../logs/logger/get-logger.js';
import { activeTracer } from '../tracing/active-tracer.js';
import { endAfter } from '../tracing/end-after.js';
import { errorType, recordFailure } from '../tracing/failure.js';
import type { Followed } from '../tracing/follow/followed.js';
import type { OwnedSpanOptions } from '../tracing/owned-attributes.js';
import { createJobContext, type JobContext } from './job-context.js';
import { checkedJobOptions, requireWorkerName, type WorkerJobOptions } from './options.js';
import { getMetricsCollector } from './process-collector.js';

/** One run of a job: context, span, metrics, log lines. Ends once; what comes after the first end is ignored. */
export class JobRun implements Followed, Unit {
  /** With the job's span active. */
  readonly context: Context;
  addedFields: PlainObject | undefined;
  readonly #workerName: string;
  readonly #jobId: string;
  readonly #span: Span | undefined;
  /** Monotonic, in milliseconds. */
  readonly #startedAt = performance.now();
  #ended = false;

  /** @throws BridgeError TRACEBRIDGE_INVALID_OPTION */
  constructor(workerName: string, jobId: unknown, given: WorkerJobOptions | undefined) {
    requireWorkerName(workerName);
    const options = checkedJobOptions(given);
    ensureContextManager();
    this.#workerName = workerName;
    this.#jobId = acceptCorrelationId(
      typeof jobId === 'number' || typeof jobId === 'bigint' ? String(jobId) : jobId,
      'job',
    );
    const job = createJobContext(workerName, this.#jobId, options);
    this.#span = quietly('span of a job', () => this.#startSpan(job, options));
    this.context = this.#span === undefined ? job.context : trace.setSpan(job.context, this.#span);
    job.scope.unit = this;
    this.#tell(() => {
      getMetricsCollector().jobStarted(workerName, this.#jobId);
      getLogger(workerName).info('Job started');
    });
  }

  get isEnded(): boolean {
    return this.#ended;
  }

  get span(): Span | undefined {
    return this.#span;
  }

  run<T>(piece: () => T): T {
    return context.with(this.context, piece);
  }

  /** @param fields more fields of the log line */
  complete(fields?: LogFields): void {
    if (this.#ended) return;
    this.#end((durationMs) => {
      getMetricsCollector().jobCompleted(this.#workerName, this.#jobId, durationMs);
      getLogger(this.#workerName).info('Job completed', {
        duration_ms: roundedMillis(durationMs),
        ...fields,
      });
    });
  }

  fail(thrown: unknown, fields?: LogFields): void {
    if (this.#ended) return;
    const type = errorType(thrown);
    if (this.#span !== undefined) recordFailure(this.#span, thrown, type);
    this.#end((durationMs) => {
      getMetricsCollector().jobFailed(this.#workerName, this.#jobId, durationMs, thrown);
      getLogger(this.#workerName).exception('Job failed', thrown, {
        duration_ms: roundedMillis(durationMs),
        error_type: type,
        ...fields,
      });
    });
  }

  /** The job went back to its queue, neither done nor failed: it is to run again later. */
  release(fields?: LogFields): void {
    if (this.#ended) return;
    this.setAttributes({ 'tracebridge.job.released': true });
    this.#end((durationMs) => {
      getMetricsCollector().jobReleased(this.#workerName, this.#jobId);
      getLogger(this.#workerName).info('Job released', { duration_ms: roundedMillis(durationMs), ...fields });
    });
  }

  setAttributes(attributes: Attributes): void {
    if (!this.#ended) quietly('span of a job', () => this.#span?.setAttributes(attributes));
  }

  /** Ends the run, and its span after what tells of it. */
  #end(tell: (durationMs: number) => void): void {
    this.#ended = true;
    const durationMs = performance.now() - this.#startedAt;
    this.#tell(() => tell(durationMs));
    quietly('span of a job', () => this.#span && endAfter(this.#span, durationMs));
  }

  /** In the context of the job, so that log lines and exemplars refer to its span. */
  #tell(telemetry: () => void): void {
    quietly('telemetry of a job', () => this.run(telemetry));
  }

  /** Semantic conventions, messaging spans. Which system the queue is, an option's attribute says. */
  #startSpan(job: JobContext, options: WorkerJobOptions): Span | undefined {
    const span: OwnedSpanOptions = {
      [UNIT_ROOT]: true,
      kind: SpanKind.CONSUMER,
      links: job.links,
      attributes: {
        'messaging.system': 'tracebridge',
        'messaging.destination.name': this.#workerName,
        'messaging.operation.name': 'process',
        'messaging.operation.type': 'process',
        'messaging.message.id': this.#jobId,
        'messaging.message.conversation_id': job.correlationId,
        'worker.name': this.#workerName,
        ...options.attributes,
      },
    };
    return activeTracer()?.startSpan(`process ${this.#workerName}`, span, job.context);
  }
}
