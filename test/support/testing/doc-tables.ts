import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');

/** The body of a page's table between `<!-- name -->` and `<!-- /name -->`: a record a row, by the header's names. */
export function tableOf(page: string, name: string): Record<string, string>[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  const table = text.split(`<!-- ${name} -->\n`)[1]?.split(`<!-- /${name} -->`)[0];
  if (table === undefined) throw new Error(`${page} has no table ${name}`);
  const [header = [], , ...rows] = table.trim().split('\n').map(cellsOf);
  return rows.map((row) => Object.fromEntries(header.map((column, index) => [column, row[index] ?? ''])));
}

/** Cells are padded to their column's width, and a `|` within one is escaped. */
function cellsOf(line: string): string[] {
  return line
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
}
