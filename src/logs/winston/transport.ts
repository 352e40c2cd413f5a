import Transport from 'winston-transport';
import { readActiveContext } from '../record/active-context.js';
import { emitToLogsApi } from '../record/api-sink.js';
import { type Info, RECORD } from '../record/info.js';
import { toRecord } from '../record/record.js';
import { emitLog, hasLogSink } from '../record/sink.js';

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
