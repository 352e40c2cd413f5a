import type { Logform } from 'winston';
import { LOG_PRESETS, type LogPreset } from '../config/log-presets.js';
import { invalidOption } from '../core/errors.js';
import type { RedactOptions } from '../core/redact/options.js';
import { readActiveContext } from './active-context.js';
import { type Format, type Info, MESSAGE, RECORD } from './capture/info.js';
import { toRecord } from './capture/to-record.js';
import { renderLine } from './line.js';
import { getLinePreset, linePreset } from './presets/current.js';
import { createValues, type Values } from './values.js';

export interface StructuredJsonOptions {
  /** `logger` of the lines. @default the info's `label`, else left out */
  logger?: string;
  /** false: mask nothing; options: extend the built-in rules. @default as `start()` or the environment say */
  redact?: boolean | RedactOptions;
  /** Fields of a backend beside our own: see docs/log-presets.md. @default as `start()` or the environment say */
  preset?: LogPreset;
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
  const { logger, preset } = options;
  if (preset !== undefined && !LOG_PRESETS.includes(preset))
    throw invalidOption('preset', `one of ${LOG_PRESETS.join(', ')}`, preset);
  const ownPreset = preset === undefined ? undefined : linePreset(preset);
  const format: Format & { [STRUCTURED]: true; options: object } = {
    [STRUCTURED]: true,
    options,
    transform(info: Info): Info {
      const record = toRecord(info, readActiveContext(), { logger, ...(values && { values }) });
      const formatted = Object.assign({}, info);
      formatted[RECORD] = record;
      formatted[MESSAGE] = renderLine(record, preset === undefined ? getLinePreset() : ownPreset);
      return formatted;
    },
  };
  return format as Logform.Format;
}

function valuesFor(redact: boolean | RedactOptions | undefined): Values | undefined {
  if (redact === undefined || redact === true) return undefined;
  return createValues(redact === false ? undefined : redact);
}
