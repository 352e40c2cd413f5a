import { createStyle } from '../../../src/dev/terminal/style.js';
import { renderCheck, renderSummary } from '../../../src/doctor/render/terminal.js';
import type { CheckReport, DoctorReport } from '../../../src/doctor/report.js';

const plain = createStyle(false);
const check = (fields: Partial<CheckReport>): CheckReport => ({
  id: 'clock',
  title: 'Clock',
  status: 'ok',
  durationMillis: 1,
  findings: [],
  ...fields,
});
const finding = (severity: 'error' | 'warning' | 'info') => ({
  id: 'clock-skew' as const,
  severity,
  what: 'It is late',
  why: 'time flies',
  fix: 'stop it',
});

test('a check without findings is one line', () => {
  expect(renderCheck(check({ seen: 'agrees' }), plain)).toBe(`✓ ${'Clock'.padEnd(28)}agrees\n`);
});

test('a skipped check says why', () => {
  expect(renderCheck(check({ status: 'skipped', reason: 'no date' }), plain)).toBe(
    `- ${'Clock'.padEnd(28)}skipped: no date\n`,
  );
});

test.each([
  ['error', '✗'],
  ['warning', '!'],
  ['info', 'i'],
] as const)('%s has the mark %s', (severity, mark) => {
  expect(renderCheck(check({ status: 'found', findings: [finding(severity)] }), plain)).toBe(
    `${mark} Clock\n    ${severity} clock-skew: It is late\n      why  time flies\n      fix  stop it\n`,
  );
});

test('the worst of several findings gives the mark', () => {
  const findings = [finding('info'), finding('error'), finding('warning')];
  expect(renderCheck(check({ status: 'found', findings }), plain)).toMatch(/^✗/);
});

test('colours only with a style that has them', () => {
  const coloured = renderCheck(check({ status: 'found', findings: [finding('error')] }), createStyle(true));
  expect(coloured).toContain('\u001b[31m');
});

test.each([
  [{ errors: 0, warnings: 0, infos: 1 }, 'Nothing wrong found'],
  [{ errors: 1, warnings: 2, infos: 0 }, '1 error, 2 warnings'],
])('the summary of %j is %s', (summary, text) => {
  const report = { summary, tracebridge: '1.2.3', node: 'v24.0.0' } as DoctorReport;
  expect(renderSummary(report, plain, 'Try this')).toBe(
    `\n${text}  tracebridge 1.2.3, Node.js v24.0.0\nTry this\n`,
  );
});
