// The tables of docs/configuration.md and README.md, from the source: variables from src/config/variables.ts and
// otel-variables.ts; options from the declarations and comments of their interfaces, their rules from the errors that
// the package throws.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);
const { TRACEBRIDGE_VARIABLES } = require('../dist/config/variables.js');
const { OTEL_VARIABLES, OTLP_EXPORTER_SETTINGS } = require('../dist/config/otel-variables.js');
const { resolveOptions } = require('../dist/config/resolve.js');

const code = (text) => `\`${text.replaceAll('|', '\\|')}\``;

const variables = [
  ['variable', 'values', 'default', 'meaning'],
  ...Object.entries(TRACEBRIDGE_VARIABLES).map(([name, { values, default: otherwise, meaning }]) => [
    code(name),
    values,
    otherwise,
    meaning,
  ]),
];

const standardRow = ([name, { values, default: otherwise, meaning, differs = '' }]) => [
  code(name),
  values,
  otherwise,
  meaning,
  differs,
];
const STANDARD_HEADER = ['variable', 'values', 'default', 'meaning', 'differs from the specification'];

const otelVariables = [STANDARD_HEADER, ...Object.entries(OTEL_VARIABLES).map(standardRow)];

const otlpVariables = [
  STANDARD_HEADER,
  ...Object.entries(OTLP_EXPORTER_SETTINGS).map(([name, setting]) =>
    standardRow([`OTEL_EXPORTER_OTLP_${name}`, setting]),
  ),
];

/** `/** Comment. `VARIABLE`. @default x *‍/ name?: type;` of an interface, in order. */
function optionsOf(file, interfaceName) {
  const source = readFileSync(`${root}/${file}`, 'utf8');
  const [, body] = new RegExp(`export interface ${interfaceName} \\{\n([\\s\\S]*?)\n\\}`).exec(source);
  return [...body.matchAll(/\/\*\*([\s\S]*?)\*\/\s+(\w+)\?: ([^;]+);/g)].map(([, comment, name, type]) => {
    const text = comment.replace(/\s+(\* )?\s*/g, ' ').trim();
    const [meaning, otherwise = 'none'] = text.split(' @default ');
    const [, variable] = / `((?:OTEL|TRACEBRIDGE)_\w+)`\.$/.exec(meaning) ?? [];
    return { name, type, otherwise, variable, meaning: meaning.replace(` \`${variable}\`.`, '') };
  });
}

/** What the package says when an option is what none may be. */
function ruleOf(name) {
  try {
    resolveOptions({ [name]: Symbol('wrong') });
  } catch (error) {
    return / to be (.*), got /.exec(error.message)[1];
  }
  throw new Error(`Option ${name} takes anything`);
}

const options = [
  ['option', 'type', 'default', 'rule', 'variable', 'meaning'],
  ...optionsOf('src/config/options.ts', 'StartOptions').map(
    ({ name, type, otherwise, variable, meaning }) => [
      code(name),
      code(type),
      code(otherwise),
      ruleOf(name),
      variable === undefined ? '' : code(variable),
      meaning,
    ],
  ),
];

const redactOptions = [
  ['option', 'type', 'default', 'meaning'],
  ...optionsOf('src/core/redact/options.ts', 'RedactOptions').map(({ name, type, otherwise, meaning }) => [
    code(`redact.${name}`),
    code(type),
    code(otherwise),
    meaning,
  ]),
];

/** Tables by the name of the marker that they stand between. */
export const TABLES = {
  variables,
  options,
  'redact-options': redactOptions,
  'otel-variables': otelVariables,
  'otlp-variables': otlpVariables,
};
