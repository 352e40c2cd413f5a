// npm run bench [-- --quick] [-- --only ROW] [-- --write]: ours and the peers side by side. docs/performance.md explains.
import { parseArgs } from 'node:util';
import { writeReport } from './lib/document.mjs';
import { table } from './lib/format.mjs';
import { machine } from './lib/machine.mjs';
import { installPeers } from './lib/peers.mjs';
import { ROWS } from './rows/index.mjs';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
    write: { type: 'boolean', default: false },
  },
});
const rows = chosenRows();
const { available, failures } = await installPeers(rows, values.quick);
console.log(machine());
for (const failure of failures) console.log(`not measured: ${failure}`);

const reports = [];
for (const row of rows) {
  const report = { row, ...(await row.run({ quick: values.quick, available })) };
  reports.push(report);
  console.log(`\n${row.id}: ${row.title} (${row.target})`);
  if (report.note) console.log(report.note);
  console.log(table(row.header, report.rows));
}
console.log(
  `\n${table(
    ['row', 'target', 'measured'],
    reports.map(({ row, result }) => [row.id, row.target, result]),
  )}`,
);
if (values.write) await writeReport(reports, failures);

function chosenRows() {
  const { only, quick } = values;
  if (only === undefined) return ROWS.filter((row) => row.quick || !quick);
  const unknown = only.filter((id) => !ROWS.some((row) => row.id === id));
  if (unknown.length > 0) {
    console.error(`--only ${unknown.join(', ')}: expected ${ROWS.map(({ id }) => id).join(', ')}`);
    process.exit(2);
  }
  return ROWS.filter(({ id }) => only.includes(id));
}
