import type { Logform } from 'winston';
import type { RedactOptions } from '../core/redact/options.js';
import { readActiveContext } from './active-context.js';
import { type Format, type Info, MESSAGE, RECORD } from './capture/info.js';
import { toRecord } from './capture/to-record.js';
import { renderLine } from './line.js';
import { createValues, type Values } from './values.js';

export interface StructuredJsonOptions {
  /** `logger` of the lines. @default the info's `label`, else left out */
  logger?: string;
  /** false: mask nothing; options: extend the built-in rules. @default as `start()` or the environment say */
  redact?: boolean | RedactOptions;
}

const STRUCTURED: unique symbol = Symbol.for('tracebridge.structuredJson');

export function isStructuredFormat(format: Format): boolean {
  return STRUCTURED in format;
}

/**
 * A winston format that writes one JSON object a line: timestamp, level, logger, message, the logging context,
 * trace_id, span_id, trace_flags, the call's fields, exception. Combine it last.
 * @throws BridgeError TRACEBRIDGE_INVALID_OPTION
 */
export function structuredJson(options: StructuredJsonOptions = {}): Logform.Format {
  const values = valuesFor(options.redact);
  const { logger } = options;
  const format: Format & { [STRUCTURED]: true; options: object } = {
    [STRUCTURED]: true,
    options,
    transform(info: Info): Info {
      const record = toRecord(info, readActiveContext(), { logger, ...(values && { values }) });
      const formatted = Object.assign({}, info);
      formatted[RECORD] = record;
      formatted[MESSAGE] = renderLine(record);
      return formatted;
    },
  };
  return format as Logform.Format;
}

function valuesFor(redact: boolean | RedactOptions | undefined): Values | undefined {
  if (redact === undefined || redact === true) return undefined;
  return createValues(redact === false ? undefined : redact);
}
