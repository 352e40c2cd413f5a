// Writes the table of TRACEBRIDGE_* variables into docs/configuration.md and README.md from src/config/variables.ts.
// `--check` writes nothing and fails when a table is not current.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { TRACEBRIDGE_VARIABLES } = createRequire(import.meta.url)('../dist/config/variables.js');

const rows = [
  ['variable', 'values', 'default', 'meaning'],
  ...Object.entries(TRACEBRIDGE_VARIABLES).map(([name, { values, default: otherwise, meaning }]) => [
    `\`${name}\``,
    values,
    otherwise,
    meaning,
  ]),
];
// Padded as biome formats a table.
const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
const [header, ...body] = rows.map(
  (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`,
);
const table = [header, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body].join('\n');

let stale = false;
for (const file of ['docs/configuration.md', 'README.md']) {
  const text = readFileSync(`${root}/${file}`, 'utf8');
  const updated = text.replace(
    /(<!-- variables -->\n)[\s\S]*?(\n?<!-- \/variables -->)/,
    (_match, begin, end) => `${begin}${table}\n${end.trimStart()}`,
  );
  if (updated === text) continue;
  stale = true;
  if (!process.argv.includes('--check')) writeFileSync(`${root}/${file}`, updated);
}
if (stale && process.argv.includes('--check')) {
  console.error('The tables of variables are not current: run `npm run docs`');
  process.exit(1);
}
