import type { Logform } from 'winston';
import { OPTIONS } from '../../config/options.js';
import { text } from '../../config/rules.js';
import type { LogPreset } from '../../config/start-options.js';
import { createValues, type Values } from '../../config/values.js';
import { checkedOptions, type OptionRules } from '../../core/checked-options.js';
import { STRUCTURED } from '../../core/globals.js';
import type { RedactOptions } from '../../core/redact/options.js';
import { readActiveContext } from '../record/active-context.js';
import { type Format, type Info, MESSAGE } from '../record/info.js';
import { recordOfInfo } from '../record/info-record.js';
import type { CapturedLog } from '../record/log-record.js';
import type { LineFormat } from './line-format.js';
import { getLinePreset, linePreset } from './presets/current.js';
import { runningCall } from './running-call.js';
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

const RULES: OptionRules<StructuredJsonOptions> = {
  logger: text('a name'),
  redact: OPTIONS.redact.rule,
  preset: OPTIONS.logPreset.rule,
};

/** The format as capturing uses it, of whichever copy of this package; undefined for other formats. */
export function structuredFormatOf(format: Format): LineFormat | undefined {
  return (format as { [STRUCTURED]?: LineFormat })[STRUCTURED];
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
  const { preset, logger, redact } = checkedOptions(options, RULES);
  const ownPreset = preset === undefined ? undefined : linePreset(preset);
  const own = { logger, values: valuesFor(redact) };
  const line = (record: CapturedLog) =>
    renderLine(record, preset === undefined ? getLinePreset() : ownPreset);

  const transform = (info: Info): Info => {
    const call = runningCall();
    const record =
      call === undefined
        ? recordOfInfo(info, readActiveContext(), own)
        : recordOfInfo(info, call.active, { ...call, ...own });
    if (call !== undefined) call.record ??= record;
    info[MESSAGE] = line(record);
    return info;
  };
  const known: LineFormat = {
    isStructured: true,
    isKnown: () => format.transform === transform,
    isTimed: true,
    render(info, _level, { active, levels, hasSink, time }) {
      const record = recordOfInfo(info, active, { ...own, levels, time });
      return { line: line(record), timestamp: undefined, record: hasSink ? record : undefined };
    },
    finish(info, rendered) {
      info[MESSAGE] = rendered.line;
    },
    isSilent: () => true,
  };
  const format = { options, transform };
  Object.defineProperty(format, STRUCTURED, { value: known });
  return format as unknown as Logform.Format;
}

function valuesFor(redact: boolean | RedactOptions | undefined): Values | undefined {
  if (redact === undefined || redact === true) return undefined;
  return createValues(redact === false ? undefined : redact);
}
