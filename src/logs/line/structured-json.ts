import type { Logform } from 'winston';
import { OPTIONS } from '../../config/options.js';
import { checkOption } from '../../config/rules.js';
import type { LogPreset } from '../../config/start-options.js';
import { createValues, type Values } from '../../config/values.js';
import { STRUCTURED } from '../../core/globals.js';
import type { RedactOptions } from '../../core/redact/options.js';
import { type ActiveContext, readActiveContext } from '../record/active-context.js';
import { type Format, type Info, MESSAGE, RECORD, SPLAT } from '../record/info.js';
import type { CapturedLog } from '../record/log-record.js';
import { toRecord } from '../record/record.js';
import { getLinePreset, linePreset } from './presets/current.js';
import { renderLine } from './structured-line.js';

/**
 * Options of {@link structuredJson}.
 * @example
 * ```ts
 * import { structuredJson, type StructuredJsonOptions } from 'tracebridge/winston';
 *
 * const options: StructuredJsonOptions = { logger: 'orders', preset: 'cloudwatch' };
 * structuredJson(options);
 * ```
 */
export interface StructuredJsonOptions {
  /** `logger` of the lines. @default the info's `label`, else left out */
  logger?: string;
  /** false: mask nothing; options: extend the built-in rules. @default as `start()` or the environment say */
  redact?: boolean | RedactOptions;
  /** Fields of a backend beside our own: see docs/log-presets.md. @default as `start()` or the environment say */
  preset?: LogPreset;
}

/** What a {@link structuredJson} format makes of an info. */
export interface Structured {
  record(info: Info, active: ActiveContext): CapturedLog;
  line(record: CapturedLog): string;
  /** Of the format, unless it was patched. */
  readonly transform: Format['transform'];
}

/** The parts of a format that is a {@link structuredJson} one, of whichever copy of this package. */
export function structuredOf(format: Format | undefined): Structured | undefined {
  return (format as { [STRUCTURED]?: Structured } | undefined)?.[STRUCTURED];
}

/**
 * A winston format that writes one JSON object a line: timestamp, level, logger, message, the logging context,
 * trace_id, span_id, trace_flags, the call's fields, exception. Combine it last.
 * @throws BridgeError TRACEBRIDGE_INVALID_OPTION
 * @example
 * ```ts
 * import { structuredJson } from 'tracebridge/winston';
 * import { createLogger, transports } from 'winston';
 *
 * const logger = createLogger({ format: structuredJson(), transports: [new transports.Console()] });
 * logger.info('Order placed', { order_id: 42 });
 * ```
 */
export function structuredJson(options: StructuredJsonOptions = {}): Logform.Format {
  const ownValues = valuesFor(options.redact);
  const { logger, preset } = options;
  checkOption('preset', OPTIONS.logPreset.rule, preset);
  const ownPreset = preset === undefined ? undefined : linePreset(preset);
  const recordOptions = { logger, ...(ownValues && { values: ownValues }) };
  const structured: Structured = {
    record: (info, active) => toRecord(info, active, recordOptions),
    line: (record) => renderLine(record, preset === undefined ? getLinePreset() : ownPreset),
    transform(info) {
      const record = structured.record(info, readActiveContext());
      // What winston made of a call's arguments is nobody else's; what the app wrote itself may be written again.
      const formatted = info[SPLAT] === undefined ? Object.assign({}, info) : info;
      formatted[RECORD] = record;
      formatted[MESSAGE] = structured.line(record);
      return formatted;
    },
  };
  const format = { [STRUCTURED]: structured, options, transform: structured.transform };
  return format as unknown as Logform.Format;
}

function valuesFor(redact: boolean | RedactOptions | undefined): Values | undefined {
  if (redact === undefined || redact === true) return undefined;
  return createValues(redact === false ? undefined : redact);
}
