import type { StartOptions } from '../../../src/config/options.js';
import { OTEL_VARIABLES, OTLP_EXPORTER_SETTINGS } from '../../../src/config/otel-variables.js';
import { resolveOptions } from '../../../src/config/resolve.js';
import { TRACEBRIDGE_VARIABLES } from '../../../src/config/variables.js';
import { describeValue } from '../../../src/core/errors.js';
import { resolveRedactOptions } from '../../../src/core/redact/options.js';
import { tableOf } from '../../support/testing/doc-tables.js';

const PAGE = 'docs/configuration.md';
const bare = (cell = ''): string => cell.replace(/^`|`$/g, '');

const otlpVariables = Object.fromEntries(
  Object.entries(OTLP_EXPORTER_SETTINGS).map(([name, setting]) => [`OTEL_EXPORTER_OTLP_${name}`, setting]),
);

test.each([
  ['README.md', 'variables', TRACEBRIDGE_VARIABLES],
  [PAGE, 'variables', TRACEBRIDGE_VARIABLES],
  [PAGE, 'otel-variables', OTEL_VARIABLES],
  [PAGE, 'otlp-variables', otlpVariables],
])('%s, table %s: what the source says of each variable', (page, name, variables: object) => {
  const rows = tableOf(page, name).map((row) => ({
    variable: bare(row.variable),
    values: row.values,
    default: row.default,
    meaning: row.meaning,
    differs: row['differs from the specification'] ?? '',
  }));
  expect(rows).toEqual(
    Object.entries(variables).map(([variable, description]) => ({ variable, differs: '', ...description })),
  );
});

describe('the table of options', () => {
  const rows = tableOf(PAGE, 'options');
  const defaults = resolveOptions() as unknown as Record<string, unknown>;

  test('has every option', () => {
    expect(rows.map(({ option }) => bare(option)).sort()).toEqual(Object.keys(defaults).sort());
    for (const { meaning } of rows) expect(meaning).toMatch(/\w.*\.$/);
  });

  test.each(rows.map((row) => [bare(row.option), row] as const))('%s: rule and default hold', (name, row) => {
    const wrong = Symbol('wrong');
    expect(() => resolveOptions({ [name]: wrong } as StartOptions)).toThrow(
      `Expected \`${name}\` to be ${row.rule}, got ${describeValue(wrong)}`,
    );
    expect(defaults[name]).toEqual(documentedValue(name, bare(row.default)));
    if (row.variable !== '')
      expect({ ...TRACEBRIDGE_VARIABLES, ...OTEL_VARIABLES }).toHaveProperty(bare(row.variable));
  });

  test('the options of redact have their defaults', () => {
    const { patterns: _, ...given } = resolveRedactOptions();
    const documented = tableOf(PAGE, 'redact-options').map(({ option, default: text }) => [
      bare(option).replace('redact.', ''),
      JSON.parse(bare(text)),
    ]);
    expect(Object.fromEntries(documented)).toEqual({ ...given, patterns: [] });
  });
});

/** What a documented default is as a value; these two names of log lines are given where they are written. */
function documentedValue(name: string, text: string): unknown {
  if (name === 'serviceName' || name === 'environment') return undefined;
  if (name === 'redact') return { emails: false, keys: [] };
  if (text === 'none' || text === 'all') return undefined;
  const mebibytes = /^(\d+) MiB$/.exec(text)?.[1];
  return mebibytes === undefined ? JSON.parse(text) : Number(mebibytes) * 1_048_576;
}
