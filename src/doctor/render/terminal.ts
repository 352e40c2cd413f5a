import type { Role, Style } from '../../dev/terminal/style.js';
import { plural } from '../../dev/text/format.js';
import { forShell } from '../../dev/text/shell.js';
import type { Finding, Severity } from '../finding.js';
import type { CheckReport, DoctorReport } from '../report.js';

const ROLES: Record<Severity, Role> = { error: 'error', warning: 'warning', info: 'service' };
const RANK: readonly Severity[] = ['error', 'warning', 'info'];
const TITLE_CHARS = 28;

/** One check: a line, and its findings below. */
export function renderCheck(check: CheckReport, style: Style): string {
  const worst = RANK.find((severity) => check.findings.some((finding) => finding.severity === severity));
  const lines = [
    `${mark(check, worst, style)} ${check.title.padEnd(TITLE_CHARS)}${style('faint', detail(check))}`,
  ];
  for (const finding of check.findings) lines.push(...renderFinding(finding, style));
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

/** @param hint what to try next */
export function renderSummary(
  { summary, tracebridge, node }: DoctorReport,
  style: Style,
  hint: string | undefined,
): string {
  const { errors, warnings } = summary;
  const verdict =
    errors === 0 && warnings === 0
      ? style('good', 'Nothing wrong found')
      : `${style(errors > 0 ? 'error' : 'faint', plural(errors, 'error'))}, ${style(warnings > 0 ? 'warning' : 'faint', plural(warnings, 'warning'))}`;
  const next = hint === undefined ? '' : `${style('faint', hint)}\n`;
  return `\n${verdict}${style('faint', `  tracebridge ${tracebridge}, Node.js ${node}`)}\n${next}`;
}

function renderFinding({ id, severity, what, why, fix, output = [] }: Finding, style: Style): string[] {
  return [
    `    ${style(ROLES[severity], severity)} ${style('heading', id)}: ${what}`,
    ...output.map((line) => `         ${style('faint', `| ${line}`)}`),
    `      why  ${why}`,
    `      fix  ${forShell(fix, process.platform === 'win32')}`,
  ];
}

function mark({ status }: CheckReport, worst: Severity | undefined, style: Style): string {
  if (status === 'skipped') return style('faint', '-');
  if (worst === undefined) return style('good', '✓');
  if (worst === 'info') return style('service', 'i');
  return worst === 'error' ? style('error', '✗') : style('warning', '!');
}

function detail({ status, seen, reason }: CheckReport): string {
  return status === 'skipped' ? `skipped: ${reason}` : (seen ?? '');
}
