import { TraceFlags } from '@opentelemetry/api';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { ExportChannel } from '../export/channel.js';
import type { Outbox } from '../export/outbox.js';
import { encodeSpan } from '../otlp/encode/index.js';
import { ChannelEmitter } from './channel-emitter.js';
import { spanBytes } from './weights.js';

/** Hands ended, sampled spans to the export channel. */
export class ChannelSpanProcessor implements SpanProcessor {
  readonly #spans: ChannelEmitter<ReadableSpan>;

  constructor(channel: ExportChannel, outbox: Outbox) {
    this.#spans = new ChannelEmitter(channel, outbox, 'traces', encodeSpan, spanBytes);
  }

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    if (span.spanContext().traceFlags & TraceFlags.SAMPLED) this.#spans.emit(span);
  }

  forceFlush(): Promise<void> {
    return this.#spans.forceFlush();
  }

  /** The channel is shared by all signals: the bridge's handle ends it. */
  async shutdown(): Promise<void> {}
}
