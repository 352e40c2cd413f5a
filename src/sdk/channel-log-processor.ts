import type { LogRecordProcessor, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ExportChannel } from '../export/channel.js';
import { encodeReadableLogRecord, ProtoWriter } from '../export/encode/index.js';
import { getValues } from '../logs/values.js';
import { ScopeHandles } from './scope-handles.js';

/** Hands records of OpenTelemetry's logs API to the export channel. What winston writes takes a shorter way. */
export class ChannelLogProcessor implements LogRecordProcessor {
  readonly #channel: ExportChannel;
  readonly #scopes: ScopeHandles;
  readonly #writer = new ProtoWriter();

  constructor(channel: ExportChannel) {
    this.#channel = channel;
    this.#scopes = new ScopeHandles(channel);
  }

  onEmit(record: ReadableLogRecord): void {
    const writer = this.#writer.reset();
    try {
      encodeReadableLogRecord(writer, record, getValues().normalizer);
    } catch {
      this.#channel.countDropped('logs', 'encode_failed', 1);
      return;
    }
    this.#channel.emit(
      'logs',
      this.#scopes.handleOf(record.instrumentationScope),
      writer.buffer,
      0,
      writer.pos,
    );
  }

  forceFlush(): Promise<void> {
    return this.#channel.forceFlush();
  }

  async shutdown(): Promise<void> {}
}
