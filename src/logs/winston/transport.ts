import Transport from 'winston-transport';
import { requireObject } from '../../core/checked-options.js';
import { quietly } from '../../core/quietly.js';
import { runningCall } from '../line/running-call.js';
import { readActiveContext } from '../record/active-context.js';
import { emitToLogsApi } from '../record/api-sink.js';
import type { Info } from '../record/info.js';
import { recordOfInfo } from '../record/info-record.js';
import { emitLog, hasLogSink } from '../record/sink.js';
import { isCaptured } from './logger-class.js';

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
  /** @throws BridgeError TRACEBRIDGE_INVALID_OPTION */
  constructor(options: TracebridgeTransportOptions = {}) {
    requireObject('options', options);
    super(options);
  }

  /** @internal */
  override log(info: Info, next: () => void): void {
    quietly('exporting a log record', () => this.#export(info));
    next();
  }

  #export(info: Info): void {
    const { levels, parent } = this as { levels?: Record<string, number>; parent?: unknown };
    if (hasLogSink() && isCaptured(parent)) return;
    const call = runningCall();
    const record =
      call?.logger === parent && call !== undefined
        ? recordOfInfo(info, call.active, { ...call, logger: undefined })
        : recordOfInfo(info, readActiveContext(), { levels });
    if (hasLogSink()) emitLog(record);
    else emitToLogsApi(record);
  }
}
