import type { DoctorReport } from '../report.js';

/** One JSON document, indented, with a line break at its end. */
export function renderJson(report: DoctorReport): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
