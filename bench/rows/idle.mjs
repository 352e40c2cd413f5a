import { runChild } from '../lib/child.mjs';
import { number, spread } from '../lib/format.mjs';
import { peer, program, ROOT } from '../lib/paths.mjs';
import { startReceiver } from '../lib/receiver.mjs';
import { interleave, summarise } from '../lib/rounds.mjs';
import { APP_STACKS, installed } from '../lib/stacks.mjs';
import { summary } from '../lib/statistics.mjs';

export const idle = {
  id: 'idle',
  title: 'Memory of an idle process, Express and winston',
  target: 'at most +20 MB of resident memory',
  peers: ['auto-instrumentations', 'edot', 'dd-trace'],
  quick: true,
  header: ['stack', 'MB resident', 'added MB'],
  async run({ quick, available }) {
    const receiver = await startReceiver();
    try {
      const stacks = installed(APP_STACKS, available);
      const outcomes = await interleave(
        stacks.map((stack) => variantOf(stack, receiver.url)),
        quick ? 3 : 7,
      );
      const [baseline] = outcomes;
      const ours = outcomes[stacks.findIndex(({ isOurs }) => isOurs)];
      return {
        note: 'After one request and two seconds of rest.',
        result: `+${number(added(baseline, ours)?.median, 0)} MB`,
        rows: outcomes.map((outcome) => [
          outcome.name,
          outcome.failure ?? number(summarise(outcome, 'rssMegabytes')?.median, 0),
          spread(added(baseline, outcome), 0),
        ]),
      };
    } finally {
      await receiver.stop();
    }
  },
};

function variantOf({ name, preloads, env, peer: folder }, url) {
  const modules = folder === undefined ? ROOT : peer(folder);
  return {
    name,
    measure: () =>
      runChild({
        program: program('idle'),
        preloads,
        env: { OTEL_EXPORTER_OTLP_ENDPOINT: url, ...env, BENCH_MODULES: modules },
      }),
  };
}

/** Differences to the baseline, round by round. */
function added(baseline, outcome) {
  if (outcome.samples.length === 0) return undefined;
  return summary(
    outcome.samples.map((sample, round) => sample.rssMegabytes - baseline.samples[round].rssMegabytes),
  );
}
