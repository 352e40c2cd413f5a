import { join } from 'node:path';
import { REGISTER, ROOT, runProgram } from '../../support/run-program.js';

const ARGS = ['--expose-gc', join(ROOT, 'test/fixtures/http/visible.cjs')];
const ENV = { OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' };

test('a server sees of its requests and responses what it sees without the preload; each answer has one ID', async () => {
  const preload = ['--require', REGISTER];
  const [plain, preloaded] = await Promise.all([
    runProgram(ARGS, ENV),
    runProgram([...preload, ...ARGS], { ...ENV, COUNT_IDS: 'true' }),
  ]);
  expect([plain.status, plain.stderr]).toEqual([0, '']);
  const ids = preloaded.lines.filter(({ ids }) => ids !== undefined).map(({ name, ids }) => [name, ids]);
  expect(ids.length).toBeGreaterThan(25);
  expect(ids).toEqual(ids.map(([name]) => [name, 1]));
  expect(preloaded.lines.map(({ ids, ...line }) => line)).toEqual(plain.lines);
  expect(preloaded.lines.at(-1)).toEqual({ name: 'collected', collected: true });
}, 60_000);
