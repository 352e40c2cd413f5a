// Writes what configuration-tables.mjs makes into docs/configuration.md, README.md and src/config/start-options.ts, each
// part between its markers. `--check` writes nothing and fails when something is not current.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { START_OPTIONS, TABLES } from './configuration-tables.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const check = process.argv.includes('--check');
let stale = false;

/** Padded as biome formats a table. */
function markdown(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const [header, ...body] = rows.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`,
  );
  return [header, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body].join('\n');
}

function update(file, markers, partOf) {
  const text = readFileSync(`${root}/${file}`, 'utf8');
  const updated = text.replace(markers, (_match, begin, name, end) => `${begin}${partOf(name)}${end}`);
  if (updated === text) return;
  stale = true;
  if (!check) writeFileSync(`${root}/${file}`, updated);
}

for (const file of ['docs/configuration.md', 'README.md']) {
  update(file, /(<!-- ([\w-]+) -->\n)[\s\S]*?(<!-- \/\2 -->)/g, (name) => `${markdown(TABLES[name])}\n`);
}
update('src/config/start-options.ts', /(\/\/ <(\w+)>.*\n)[\s\S]*?( *\/\/ <\/\2>)/, () => START_OPTIONS);

if (stale && check) {
  console.error('Options and variables are not documented as they are: run `npm run docs`');
  process.exit(1);
}
