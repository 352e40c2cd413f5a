import { TraceFlags } from '@opentelemetry/api';
import type { LogRecordProcessor, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { ExportChannel } from '../export/channel.js';
import type { Outbox } from '../export/outbox.js';
import { encodeReadableLogRecord, encodeSpan } from '../otlp/encode/index.js';
import { ChannelEmitter } from './channel-emitter.js';
import { readableLogBytes, spanBytes } from './weights.js';

/** The channel is shared by all signals: the bridge's handle ends it. */
const shutdown = async () => {};

/** Hands ended, sampled spans to the export channel. */
export function channelSpanProcessor(channel: ExportChannel, outbox: Outbox): SpanProcessor {
  const spans = new ChannelEmitter<ReadableSpan>(channel, outbox, 'traces', encodeSpan, spanBytes);
  return {
    onStart() {},
    onEnd(span) {
      if (span.spanContext().traceFlags & TraceFlags.SAMPLED) spans.emit(span);
    },
    forceFlush: () => spans.forceFlush(),
    shutdown,
  };
}

/** Hands records of OpenTelemetry's logs API to the export channel. What winston writes takes a shorter way. */
export function channelLogProcessor(channel: ExportChannel, outbox: Outbox): LogRecordProcessor {
  const records = new ChannelEmitter<ReadableLogRecord>(
    channel,
    outbox,
    'logs',
    encodeReadableLogRecord,
    readableLogBytes,
  );
  return { onEmit: (record) => records.emit(record), forceFlush: () => records.forceFlush(), shutdown };
}
