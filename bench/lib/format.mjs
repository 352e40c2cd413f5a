export function number(value, digits = 2) {
  if (value === undefined || !Number.isFinite(value)) return '–';
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** `1.52 (1.48–1.60)` */
export function spread(summary, digits = 2) {
  if (summary === undefined) return '–';
  return `${number(summary.median, digits)} (${number(summary.low, digits)}–${number(summary.high, digits)})`;
}

export function table(header, rows) {
  const lines = [header, header.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
