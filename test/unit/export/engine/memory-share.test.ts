import { MemoryShare } from '../../../../src/export/engine/memory-share.js';

test('a flood of one signal leaves an eighth of the bound to each of the others', () => {
  const memory = new MemoryShare(800, () => 1000);
  expect(memory.fits('logs', 600, 1)).toBe(true);
  expect(memory.fits('logs', 601, 1)).toBe(false);
  memory.add('logs', 600, 1);
  expect(memory.fits('logs', 1, 1)).toBe(false);
  expect(memory.fits('traces', 100, 1)).toBe(true);
  expect(memory.fits('traces', 101, 1)).toBe(false);
  memory.add('traces', 100, 1);
  expect(memory.fits('metrics', 100, 1)).toBe(true);
  memory.add('metrics', 100, 1);
  expect(memory.totalBytes).toBe(800);
});

test('records are bounded as well', () => {
  const memory = new MemoryShare(800, (signal) => (signal === 'logs' ? 2 : 1000));
  memory.add('logs', 1, 2);
  expect(memory.fits('logs', 1, 1)).toBe(false);
  expect(memory.fits('traces', 1, 500)).toBe(true);
  memory.add('logs', -1, -2);
  expect(memory.fits('logs', 1, 2)).toBe(true);
});
