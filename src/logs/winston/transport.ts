import Transport from 'winston-transport';
import { readActiveContext } from '../record/active-context.js';
import { emitToLogsApi } from '../record/api-sink.js';
import { type Info, RECORD } from '../record/info.js';
import { toRecord } from '../record/record.js';
import { emitLog, hasLogSink } from '../record/sink.js';

/**
 * Options of {@link TracebridgeTransport}: those of any winston transport.
 * @example
 * ```ts
 * import { TracebridgeTransport, type TracebridgeTransportOptions } from 'tracebridge/winston';
 *
 * const options: TracebridgeTransportOptions = { level: 'warn', silent: false };
 * new TracebridgeTransport(options);
 * ```
 */
export type TracebridgeTransportOptions = Transport.TransportStreamOptions;

/**
 * A winston transport that exports records with their trace and correlation fields. Under the preload every logger is
 * captured already, and what was captured is not sent twice. In an app with an OpenTelemetry SDK of its own, records
 * go to that SDK's logger provider.
 * @example
 * ```ts
 * import { TracebridgeTransport } from 'tracebridge/winston';
 * import { createLogger } from 'winston';
 *
 * createLogger({ transports: [new TracebridgeTransport({ level: 'info' })] });
 * ```
 */
export class TracebridgeTransport extends Transport {
  /** @internal */
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
