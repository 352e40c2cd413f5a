import {
  type Attributes,
  type Context,
  context,
  type Span,
  type SpanOptions,
  type Tracer,
  type TracerOptions,
  type TracerProvider,
} from '@opentelemetry/api';
import { getValues } from '../config/values.js';
import { isBounded } from '../core/bounded.js';
import { type CorrelationScope, getScope } from '../correlation/scope.js';
import { validSpanContext } from '../correlation/valid-span-context.js';
import { BaseTracer } from './base-tracer.js';
import { CORRELATION_ATTRIBUTE, correlationIdOf } from './correlation-attribute.js';
import type { BridgeIdGenerator } from './id-generator.js';

/**
 * Puts the correlation ID on every span of a foreign provider (that of OpenTelemetry's own SDK set-up), and gives a span
 * that starts without a parent the trace ID of its correlation ID. An `IdGenerator` alone can't: it isn't told the
 * context that a span is started in, and the HTTP instrumentation starts server spans before it activates theirs.
 */
export class CorrelatingTracerProvider implements TracerProvider {
  readonly #provider: TracerProvider;
  readonly #idGenerator: BridgeIdGenerator;

  constructor(provider: TracerProvider, idGenerator: BridgeIdGenerator) {
    this.#provider = provider;
    this.#idGenerator = idGenerator;
  }

  getTracer(name: string, version?: string, options?: TracerOptions): Tracer {
    return new CorrelatingTracer(this.#provider.getTracer(name, version, options), this.#idGenerator);
  }
}

class CorrelatingTracer extends BaseTracer {
  readonly #tracer: Tracer;
  readonly #idGenerator: BridgeIdGenerator;

  constructor(tracer: Tracer, idGenerator: BridgeIdGenerator) {
    super();
    this.#tracer = tracer;
    this.#idGenerator = idGenerator;
  }

  override startSpan(name: string, options?: SpanOptions, ctx: Context = context.active()): Span {
    const scope = getScope(ctx);
    // `root: true` asks for a trace of its own: it keeps a random trace ID.
    const span =
      scope === undefined || options?.root || validSpanContext(ctx) !== undefined
        ? this.#start(name, options, ctx)
        : this.#startRootSpan(name, options, ctx, scope);
    if (span.isRecording()) {
      span.setAttribute(
        CORRELATION_ATTRIBUTE,
        scope?.correlationId ?? correlationIdOf(span.spanContext().traceId),
      );
    }
    return span;
  }

  #startRootSpan(
    name: string,
    options: SpanOptions | undefined,
    ctx: Context,
    scope: CorrelationScope,
  ): Span {
    const { link } = scope;
    const linked =
      link === undefined ? options : { ...options, links: [...(options?.links ?? []), { context: link }] };
    this.#idGenerator.prepare(scope.rootTraceId);
    try {
      return this.#start(name, linked, ctx);
    } finally {
      this.#idGenerator.prepare(undefined);
    }
  }

  /**
   * The SDK throws on some attributes, such as a cycle, and would walk others for minutes, such as a sparse array: they
   * are given as plain, bounded values.
   */
  #start(name: string, options: SpanOptions | undefined, ctx: Context): Span {
    try {
      if (isBounded(options)) return this.#tracer.startSpan(name, options, ctx);
    } catch (error) {
      if (options === undefined) throw error;
    }
    return this.#tracer.startSpan(name, plainOptions(options!), ctx);
  }
}

function plainOptions(options: SpanOptions): SpanOptions {
  const plain = (attributes: Attributes | undefined) =>
    attributes && (getValues().normalizer.toFields(attributes) as Attributes | undefined);
  const links = options.links?.map((link) => ({ ...link, attributes: plain(link.attributes) }));
  return { ...options, attributes: plain(options.attributes), ...(links && { links }) };
}
