import type { WorkerView } from '../api-types.js';
import { formatMillis } from '../text/format.js';
import { printable } from '../text/printable.js';
import type { RenderOptions } from './render-trace.js';
import { createStyle } from './style.js';

const HEADINGS = ['worker', 'service', 'done', 'failed', 'active', 'avg', 'max', 'success'];

/** The workers' metrics as a table; '' when there are none. Ends with a newline. */
export function renderWorkers(workers: readonly WorkerView[], options: RenderOptions = {}): string {
  if (workers.length === 0) return '';
  const style = createStyle(options.colour ?? false);
  const rows = [HEADINGS, ...workers.map(cells)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row, index) => {
    const line = row.map((cell, column) =>
      column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
    );
    if (index === 0) return style('faint', line.join('  '));
    return workers[index - 1]!.failed > 0 ? style('warning', line.join('  ')) : line.join('  ');
  });
  return `${lines.join('\n')}\n`;
}

function cells(worker: WorkerView): string[] {
  const seconds = (value: number | undefined) => (value === undefined ? '–' : formatMillis(value * 1_000));
  return [
    printable(worker.worker, 40),
    printable(worker.service, 40),
    String(worker.succeeded + worker.failed),
    String(worker.failed),
    String(worker.active),
    seconds(worker.avgDurationSeconds),
    seconds(worker.maxDurationSeconds),
    `${(worker.successRatio * 100).toFixed(1)} %`,
  ];
}
