import { availableParallelism, cpus, totalmem } from 'node:os';

/** What the figures were measured on. */
export function machine() {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const gibibytes = Math.round(totalmem() / 2 ** 30);
  return `${availableParallelism()} × ${model}, ${gibibytes} GiB, ${process.platform} ${process.arch}, Node ${process.version}`;
}
