import { readFile, writeFile } from 'node:fs/promises';
import { table } from './format.mjs';
import { machine } from './machine.mjs';
import { ROOT } from './paths.mjs';

const FILE = `${ROOT}docs/performance.md`;
const START = '<!-- figures: npm run bench -- --write -->';
const END = '<!-- end of figures -->';

/** Puts the figures into docs/performance.md. */
export async function writeReport(reports, failures) {
  const text = await readFile(FILE, 'utf8');
  const before = text.slice(0, text.indexOf(START) + START.length);
  const after = text.slice(text.indexOf(END));
  await writeFile(FILE, `${before}\n\n${figures(reports, failures)}\n\n${after}`);
}

function figures(reports, failures) {
  const overview = reports.map(({ row, result }) => [`${row.title}`, row.target, result]);
  return [
    `Measured on ${machine()}.`,
    table(['what', 'target', 'measured'], overview),
    ...failures.map((failure) => `Not measured: ${failure}.`),
    ...reports.map(({ row, note, rows }) =>
      [`### ${row.title}`, note, table(row.header, rows)].filter(Boolean).join('\n\n'),
    ),
  ].join('\n\n');
}
