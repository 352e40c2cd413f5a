import type { LogRecordProcessor, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ExportChannel } from '../export/channel.js';
import type { Outbox } from '../export/outbox.js';
import { encodeReadableLogRecord } from '../otlp/encode/index.js';
import { ChannelEmitter } from './channel-emitter.js';
import { readableLogBytes } from './weights.js';

/** Hands records of OpenTelemetry's logs API to the export channel. What winston writes takes a shorter way. */
export class ChannelLogProcessor implements LogRecordProcessor {
  readonly #records: ChannelEmitter<ReadableLogRecord>;

  constructor(channel: ExportChannel, outbox: Outbox) {
    this.#records = new ChannelEmitter(channel, outbox, 'logs', encodeReadableLogRecord, readableLogBytes);
  }

  onEmit(record: ReadableLogRecord): void {
    this.#records.emit(record);
  }

  forceFlush(): Promise<void> {
    return this.#records.forceFlush();
  }

  async shutdown(): Promise<void> {}
}
