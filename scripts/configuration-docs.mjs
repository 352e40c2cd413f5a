// Writes the tables of configuration-tables.mjs into docs/configuration.md and README.md, each between its markers.
// `--check` writes nothing and fails when a table is not current.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { TABLES } from './configuration-tables.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const check = process.argv.includes('--check');

/** Padded as biome formats a table. */
function markdown(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const [header, ...body] = rows.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`,
  );
  return [header, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body].join('\n');
}

let stale = false;
for (const file of ['docs/configuration.md', 'README.md']) {
  const text = readFileSync(`${root}/${file}`, 'utf8');
  const updated = text.replace(
    /(<!-- ([\w-]+) -->\n)[\s\S]*?(<!-- \/\2 -->)/g,
    (_match, begin, name, end) => `${begin}${markdown(TABLES[name])}\n${end}`,
  );
  if (updated === text) continue;
  stale = true;
  if (!check) writeFileSync(`${root}/${file}`, updated);
}
if (stale && check) {
  console.error('The tables of options and variables are not current: run `npm run docs`');
  process.exit(1);
}
