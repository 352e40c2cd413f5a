import Transport from 'winston-transport';
import { readActiveContext } from './active-context.js';
import { emitToLogsApi } from './api-sink.js';
import { type Info, RECORD } from './capture/info.js';
import { toRecord } from './capture/to-record.js';
import { emitLog, hasLogSink } from './sink.js';

export type TracebridgeTransportOptions = Transport.TransportStreamOptions;

/**
 * A winston transport that exports records with their trace and correlation fields. Under the preload every logger is
 * captured already, and what was captured is not sent twice. In an app with an OpenTelemetry SDK of its own, records
 * go to that SDK's logger provider.
 */
export class TracebridgeTransport extends Transport {
  override log(info: Info, next: () => void): void {
    try {
      this.#export(info);
    } finally {
      next();
    }
  }

  #export(info: Info): void {
    if (info[RECORD] !== undefined && hasLogSink()) return;
    const { levels } = this as { levels?: Record<string, number> };
    const record = info[RECORD] ?? toRecord(info, readActiveContext(), { levels });
    if (hasLogSink()) emitLog(record);
    else emitToLogsApi(record);
  }
}
