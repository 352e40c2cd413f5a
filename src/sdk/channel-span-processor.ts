import { TraceFlags } from '@opentelemetry/api';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { ExportChannel } from '../export/channel.js';
import { encodeSpan, ProtoWriter } from '../export/encode/index.js';
import { getValues } from '../logs/values.js';
import { ScopeHandles } from './scope-handles.js';

/** Hands ended, sampled spans to the export channel, encoded: nothing of them is held on the main thread. */
export class ChannelSpanProcessor implements SpanProcessor {
  readonly #channel: ExportChannel;
  readonly #scopes: ScopeHandles;
  readonly #writer = new ProtoWriter();

  constructor(channel: ExportChannel) {
    this.#channel = channel;
    this.#scopes = new ScopeHandles(channel);
  }

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return;
    const writer = this.#writer.reset();
    try {
      encodeSpan(writer, span, getValues().normalizer);
    } catch {
      this.#channel.countDropped('traces', 'encode_failed', 1);
      return;
    }
    this.#channel.emit(
      'traces',
      this.#scopes.handleOf(span.instrumentationScope),
      writer.buffer,
      0,
      writer.pos,
    );
  }

  forceFlush(): Promise<void> {
    return this.#channel.forceFlush();
  }

  /** The channel is shared by all signals: the bridge's handle ends it. */
  async shutdown(): Promise<void> {}
}
