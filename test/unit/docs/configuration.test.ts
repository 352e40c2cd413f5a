import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { OPTIONS } from '../../../src/config/options.js';
import { OTEL_VARIABLES, OTLP_EXPORTER_SETTINGS } from '../../../src/config/otel-variables.js';
import { TRACEBRIDGE_VARIABLES } from '../../../src/config/variables.js';
import { resolveRedactOptions } from '../../../src/core/redact/options.js';
import { tableOf } from '../../support/testing/doc-tables.js';

const ROOT = join(__dirname, '../../..');
const PAGE = 'docs/configuration.md';
const bare = (cell = ''): string => cell.replace(/^`|`$/g, '');
const otlpVariables = Object.keys(OTLP_EXPORTER_SETTINGS).map((name) => `OTEL_EXPORTER_OTLP_${name}`);

test('the tables and the options of start() are what `npm run docs` writes', () => {
  execFileSync(process.execPath, [join(ROOT, 'scripts/configuration-docs.mjs'), '--check']);
});

test.each([
  ['README.md', 'variables', Object.keys(TRACEBRIDGE_VARIABLES)],
  [PAGE, 'variables', Object.keys(TRACEBRIDGE_VARIABLES)],
  [PAGE, 'otel-variables', Object.keys(OTEL_VARIABLES)],
  [PAGE, 'otlp-variables', otlpVariables],
])('%s, table %s: each variable with its values, default and meaning', (page, name, variables) => {
  const rows = tableOf(page, name);
  expect(rows.map(({ variable }) => bare(variable))).toEqual(variables);
  for (const { values, default: otherwise, meaning } of rows) {
    expect([values, otherwise]).not.toContain('');
    expect(meaning).toMatch(/\w.*\.$/);
  }
});

test('the table of options has each with type, rule, default and meaning', () => {
  const rows = tableOf(PAGE, 'options');
  expect(rows.map(({ option }) => bare(option))).toEqual(Object.keys(OPTIONS));
  for (const { type, rule, default: otherwise, meaning } of rows) {
    expect([type, rule, otherwise]).not.toContain('');
    expect(meaning).toMatch(/\w.*\.$/);
  }
});

test('defaults keep their own rules', () => {
  const settings = { ...OPTIONS, ...TRACEBRIDGE_VARIABLES, ...OTEL_VARIABLES, ...OTLP_EXPORTER_SETTINGS };
  const wrong = Object.entries(settings).filter(([, setting]) =>
    'default' in setting ? !setting.rule.holds(setting.default) : String(setting.unset) === '',
  );
  expect(wrong).toEqual([]);
});

test('the options of redact have their defaults', () => {
  const { patterns: _, ...given } = resolveRedactOptions();
  const documented = tableOf(PAGE, 'redact-options').map(({ option, default: text }) => [
    bare(option).replace('redact.', ''),
    JSON.parse(bare(text)),
  ]);
  expect(Object.fromEntries(documented)).toEqual({ ...given, patterns: [] });
});
