import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TRACEBRIDGE_VARIABLES } from '../../../src/config/variables.js';

const ROOT = join(__dirname, '../../..');

test.each([['README.md'], ['docs/configuration.md']])('the table of variables in %s is current', (file) => {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const table = /<!-- variables -->\n([\s\S]*?)\n<!-- \/variables -->/.exec(text)?.[1] ?? '';
  // Cells are padded to the width of their column.
  const rows = table
    .split('\n')
    .slice(2)
    .map((row) => row.replace(/ +\|/g, ' |'));
  expect(rows).toEqual(
    Object.entries(TRACEBRIDGE_VARIABLES).map(
      ([name, { values, default: otherwise, meaning }]) =>
        `| \`${name}\` | ${values} | ${otherwise} | ${meaning} |`,
    ),
  );
});
