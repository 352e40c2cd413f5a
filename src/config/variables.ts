import { OPTIONS } from './options.js';
import { OTEL_VARIABLES, OTLP_EXPORTER_SETTINGS, type OtlpExporterSetting } from './otel-variables.js';
import { boolean, list, oneOf, text, type ValueOf } from './rules.js';
import type { Setting } from './setting.js';

/** Variables of ours that are not an option of `start()`. */
export const OTHER_VARIABLES = {
  TRACEBRIDGE_REDACT_KEYS: {
    rule: list('comma-separated field names'),
    unset: 'none',
    meaning: 'Fields to mask besides the built-in ones.',
  },
  TRACEBRIDGE_REDACT_EMAILS: {
    rule: boolean,
    default: false,
    meaning: 'Mask e-mail addresses too.',
  },
  TRACEBRIDGE_LOG_LEVEL: {
    rule: oneOf(['debug', 'info', 'warning', 'warn', 'error']),
    default: 'info',
    meaning: 'Level of the loggers made by `getLogger`.',
  },
  TRACEBRIDGE_STDOUT: {
    rule: oneOf(['lines', 'batched']),
    default: 'lines',
    meaning:
      'With `batched`, the lines of one turn of the event loop go to stdout in one write. SIGKILL and signals that nobody listens to lose those of the turn.',
  },
  TRACEBRIDGE_DEBUG_RULES: {
    rule: text('a file', true),
    unset: 'none',
    meaning:
      'JSON file of the customers whose requests and jobs are debugged, written by `tracebridge debug`. Read again when it changes.',
  },
  TRACEBRIDGE_DEBUG_SECRET: {
    rule: list('comma-separated secrets'),
    unset: 'none',
    meaning:
      'Signs `x-tracebridge-debug`, by which a request asks to be debugged and says so to the services that it reaches. The first one signs, all of them count.',
  },
} as const satisfies Record<`TRACEBRIDGE_${string}`, Setting>;

type Options = typeof OPTIONS;
type OptionVariables = {
  [Name in keyof Options as Options[Name] extends { variable: infer V extends string }
    ? V
    : never]: Options[Name];
};

/** Every `TRACEBRIDGE_*` variable. */
export const TRACEBRIDGE_VARIABLES = {
  ...(Object.fromEntries(
    Object.values(OPTIONS).flatMap((option) => ('variable' in option ? [[option.variable, option]] : [])),
  ) as OptionVariables),
  ...OTHER_VARIABLES,
};

const OTLP_PREFIXES = ['', 'TRACES_', 'METRICS_', 'LOGS_'] as const;
type OtlpPrefix = (typeof OTLP_PREFIXES)[number];
type OtlpVariables = {
  [Name in OtlpExporterSetting as `OTEL_EXPORTER_OTLP_${OtlpPrefix}${Name}`]: (typeof OTLP_EXPORTER_SETTINGS)[Name];
};

/** Every variable that this package reads: one that is not in this table can't be read. */
export const VARIABLES = {
  ...TRACEBRIDGE_VARIABLES,
  ...OTEL_VARIABLES,
  ...(Object.fromEntries(
    Object.entries(OTLP_EXPORTER_SETTINGS).flatMap(([name, setting]) =>
      OTLP_PREFIXES.map((prefix) => [`OTEL_EXPORTER_OTLP_${prefix}${name}`, setting]),
    ),
  ) as OtlpVariables),
};

export type Variable = keyof typeof VARIABLES;

/** What {@link VARIABLES} says that a variable is. */
export type VariableValue<Name extends Variable> = ValueOf<(typeof VARIABLES)[Name]['rule']>;
