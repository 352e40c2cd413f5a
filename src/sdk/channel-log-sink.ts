import type { ExportChannel } from '../export/channel.js';
import type { Outbox } from '../export/outbox.js';
import { type CapturedLog, UNNAMED_LOGGER } from '../logs/record/log-record.js';
import type { LogSink } from '../logs/record/sink.js';
import { encodeLogRecord, encodeScope, ProtoWriter } from '../otlp/encode/index.js';
import { logBytes } from './weights.js';

/** Logger names become instrumentation scopes; names made up from data must not grow that table for ever. */
const MAX_SCOPES = 1000;
const OTHERS = 'tracebridge.other_loggers';

/** Hands captured log records to the export channel, in bursts. */
export function createChannelLogSink(channel: ExportChannel, outbox: Outbox): LogSink {
  const writer = new ProtoWriter();
  const scopes = new Map<string, number>();

  const scopeOf = (logger: string): number => {
    const name = scopes.has(logger) || scopes.size < MAX_SCOPES ? logger : OTHERS;
    let handle = scopes.get(name);
    if (handle === undefined) {
      handle = channel.defineScope(encodeScope({ name }));
      scopes.set(name, handle);
    }
    return handle;
  };

  const write = (record: CapturedLog) => {
    writer.reset();
    try {
      encodeLogRecord(writer, record);
    } catch {
      channel.countDropped('logs', 'encode_failed', 1);
      return;
    }
    channel.emit('logs', scopeOf(record.logger ?? UNNAMED_LOGGER), writer.buffer, 0, writer.pos);
  };
  return outbox.lane(write, logBytes);
}
