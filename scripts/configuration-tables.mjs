// What is written from the tables of src/config into docs/configuration.md, README.md and src/config/start-options.ts.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);
const dist = require('../test/support/dist.cjs');
const { OPTIONS } = dist('config/options');
const { TRACEBRIDGE_VARIABLES } = dist('config/variables');
const { OTEL_VARIABLES, OTLP_EXPORTER_SETTINGS } = dist('config/otel-variables');

const code = (text) => `\`${text.replaceAll('|', '\\|')}\``;

/** A round number of a larger unit, such as 32 MiB; undefined when there is none. */
function inLargerUnit({ unit }, value) {
  if (unit === 'bytes' && value % 1_048_576 === 0) return `${value / 1_048_576} MiB`;
  if (unit === 'milliseconds' && value >= 60_000) return `${value / 60_000} min`;
  return undefined;
}

/** What holds when a variable is unset, as a reader would write it there. */
function unsetVariable({ rule, default: value, unset }) {
  if (value === undefined) return unset;
  if (Array.isArray(value)) return value.length === 0 ? 'none' : code(value.join(','));
  const larger = inLargerUnit(rule, value);
  return code(String(value)) + (larger === undefined ? '' : ` (${larger})`);
}

/** The same as an option's value in code. */
function unsetOption({ rule, default: value, unset }) {
  if (value === undefined) return unset;
  const larger = inLargerUnit(rule, value);
  return (
    (typeof value === 'string' ? `'${value}'` : JSON.stringify(value)) +
    (larger === undefined ? '' : ` (${larger})`)
  );
}

const variables = [
  ['variable', 'values', 'default', 'meaning'],
  ...Object.entries(TRACEBRIDGE_VARIABLES).map(([name, setting]) => [
    code(name),
    setting.rule.values,
    unsetVariable(setting),
    setting.meaning,
  ]),
];

const standardRow = ([name, setting]) => [
  code(name),
  setting.rule.values,
  unsetVariable(setting),
  setting.meaning,
  setting.differs ?? '',
];
const STANDARD_HEADER = ['variable', 'values', 'default', 'meaning', 'differs from the specification'];

const otelVariables = [STANDARD_HEADER, ...Object.entries(OTEL_VARIABLES).map(standardRow)];

const otlpVariables = [
  STANDARD_HEADER,
  ...Object.entries(OTLP_EXPORTER_SETTINGS).map(([name, setting]) =>
    standardRow([`OTEL_EXPORTER_OTLP_${name}`, setting]),
  ),
];

const variableOf = ({ variable, standardVariable }) => variable ?? standardVariable;

const options = [
  ['option', 'type', 'default', 'rule', 'variable', 'meaning'],
  ...Object.entries(OPTIONS).map(([name, option]) => [
    code(name),
    code(option.rule.type),
    option.default === undefined ? option.unset : code(unsetOption(option)),
    option.rule.expected,
    variableOf(option) === undefined ? '' : code(variableOf(option)),
    option.meaning,
  ]),
];

/** `/** Comment. @default x *‍/ name?: type;` of RedactOptions, in order. */
function redactRows() {
  const source = readFileSync(`${root}/src/core/redact/options.ts`, 'utf8');
  const [, body] = /export interface RedactOptions \{\n([\s\S]*?)\n\}/.exec(source);
  return [...body.matchAll(/\/\*\*([\s\S]*?)\*\/\s+(\w+)\?: ([^;]+);/g)].map(([, comment, name, type]) => {
    const [meaning, otherwise] = comment
      .replace(/\s+(\* )?\s*/g, ' ')
      .trim()
      .split(' @default ');
    return [code(`redact.${name}`), code(type), code(otherwise), meaning];
  });
}

/** Tables by the name of the marker that they stand between. */
export const TABLES = {
  variables,
  options,
  'redact-options': [['option', 'type', 'default', 'meaning'], ...redactRows()],
  'otel-variables': otelVariables,
  'otlp-variables': otlpVariables,
};

/** Lines of a doc comment, broken as the source is. */
function comment(text) {
  const lines = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (`   * ${line} ${word}`.length > 118) lines.push(line);
    line = lines.length > 0 && lines.at(-1) === line ? word : `${line} ${word}`.trim();
  }
  lines.push(line);
  return lines.map((each) => `   * ${each}\n`).join('');
}

/** The properties of StartOptions. */
export const START_OPTIONS = Object.entries(OPTIONS)
  .map(([name, option]) => {
    const variable = variableOf(option) === undefined ? '' : ` \`${variableOf(option)}\`.`;
    const unit = option.rule.unit === undefined ? '' : ` In ${option.rule.unit}.`;
    const text = comment(`${option.meaning}${unit}${variable}`);
    return `  /**\n${text}   * @default ${unsetOption(option)}\n   */\n  ${name}?: ${option.rule.type};\n`;
  })
  .join('');
