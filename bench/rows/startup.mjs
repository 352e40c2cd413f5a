import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChild } from '../lib/child.mjs';
import { number, spread } from '../lib/format.mjs';
import { peer, program, ROOT } from '../lib/paths.mjs';
import { interleave, summarise } from '../lib/rounds.mjs';
import { APP_STACKS, installed } from '../lib/stacks.mjs';
import { summary } from '../lib/statistics.mjs';

/** Nothing listens there: what is exported at start must not be part of it. */
const NOWHERE = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' };

export const startup = {
  id: 'startup',
  title: 'Added start-up, Express and winston',
  target: 'at most +60 ms warm, +110 ms cold',
  peers: ['auto-instrumentations', 'edot', 'dd-trace'],
  quick: true,
  header: ['stack', 'ms to listening', 'added ms', 'added ms of CPU, all threads'],
  async run({ quick, available }) {
    const cache = await mkdtemp(join(tmpdir(), 'tracebridge-bench-cache-'));
    try {
      const stacks = installed(APP_STACKS, available);
      const variants = stacks.flatMap((stack) =>
        caches(stack, cache).map((variant) => variantOf(stack, variant)),
      );
      // The first start fills the cache.
      for (const { measure } of variants) await measure().catch(() => {});
      const outcomes = await interleave(variants, quick ? 5 : 15);
      const [baseline] = outcomes;
      return {
        note: 'Added to the bare app without a compile cache. Warm: with the one that the preload keeps, for the app’s code too. Cold: without. The peers keep none.',
        result: outcomes
          .filter(({ name }) => name.startsWith('tracebridge'))
          .map(
            (outcome) =>
              `${number(added(baseline, outcome, 'readyMillis')?.median, 0)} ms ${outcome.name.slice(13)}`,
          )
          .join(', '),
        rows: outcomes.map((outcome) => [
          outcome.name,
          outcome.failure ?? number(summarise(outcome, 'readyMillis')?.median, 0),
          spread(added(baseline, outcome, 'readyMillis'), 0),
          spread(added(baseline, outcome, 'cpuMillis'), 0),
        ]),
      };
    } finally {
      await rm(cache, { recursive: true });
    }
  },
};

/** Ours keeps a compile cache by itself; the bare app is measured with one too, to tell what is the cache's doing. */
function caches({ isOurs, isBare }, directory) {
  const none = { suffix: '', env: { NODE_DISABLE_COMPILE_CACHE: '1' } };
  if (isBare) return [none, { suffix: ', with a compile cache', env: { NODE_COMPILE_CACHE: directory } }];
  if (!isOurs) return [none];
  return [
    { suffix: ', warm', env: {} },
    { ...none, suffix: ', cold' },
  ];
}

function variantOf({ name, preloads, env, peer: folder }, { suffix, env: cacheEnv }) {
  const modules = folder === undefined ? ROOT : peer(folder);
  return {
    name: name + suffix,
    measure: () =>
      runChild({
        program: program('startup'),
        preloads,
        env: { ...NOWHERE, ...env, ...cacheEnv, BENCH_MODULES: modules },
      }),
  };
}

/** Differences to the baseline, round by round. */
function added(baseline, outcome, key) {
  if (outcome.samples.length === 0) return undefined;
  return summary(outcome.samples.map((sample, round) => sample[key] - baseline.samples[round][key]));
}
