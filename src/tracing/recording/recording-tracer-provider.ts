import type { Tracer, TracerOptions, TracerProvider } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { IdGenerator, Sampler, SpanLimits, SpanProcessor } from '@opentelemetry/sdk-trace';
import { BridgeIdGenerator } from '../id-generator.js';
import { type ResolvedSpanLimits, resolveSpanLimits } from './limits.js';
import { RecordingTracer } from './recording-tracer.js';

interface RecordingTracerProviderOptions {
  readonly resource: Resource;
  readonly processors: readonly SpanProcessor[];
  /** @default parentbased_always_on */
  readonly sampler?: Sampler | undefined;
  readonly limits?: SpanLimits | undefined;
}

/** The bridge's tracer provider: see {@link RecordedSpan} for why it is not the SDK's. */
export class RecordingTracerProvider implements TracerProvider {
  readonly #options: RecordingTracerProviderOptions;
  readonly #limits: ResolvedSpanLimits;
  readonly #idGenerator: IdGenerator = new BridgeIdGenerator();
  readonly #tracers = new Map<string, Tracer>();

  constructor(options: RecordingTracerProviderOptions) {
    this.#options = options;
    this.#limits = resolveSpanLimits(options.limits);
  }

  getTracer(name: string, version?: string, options?: TracerOptions): Tracer {
    const key = `${name}@${version ?? ''}:${options?.schemaUrl ?? ''}`;
    let tracer = this.#tracers.get(key);
    if (tracer === undefined) {
      const { resource, processors, sampler } = this.#options;
      const scope = { name, version, schemaUrl: options?.schemaUrl };
      tracer = new RecordingTracer({
        resource,
        scope,
        processors,
        sampler,
        limits: this.#limits,
        idGenerator: this.#idGenerator,
      });
      this.#tracers.set(key, tracer);
    }
    return tracer;
  }

  async forceFlush(): Promise<void> {
    await Promise.all(this.#options.processors.map((processor) => processor.forceFlush()));
  }

  async shutdown(): Promise<void> {
    await Promise.all(this.#options.processors.map((processor) => processor.shutdown()));
  }
}
