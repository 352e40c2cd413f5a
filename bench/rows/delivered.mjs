import { runChild } from '../lib/child.mjs';
import { number, spread } from '../lib/format.mjs';
import { program } from '../lib/paths.mjs';
import { startReceiver } from '../lib/receiver.mjs';
import { interleave, ratio, summarise } from '../lib/rounds.mjs';
import { installed, LOG_STACKS } from '../lib/stacks.mjs';

/** Lines on stdout and records over OTLP. What did not arrive is shown beside the speed: it is no speed. */
function deliveredRow({ id, title, target, mode, lines, quickLines, resultOf }) {
  return {
    id,
    title,
    target,
    peers: ['pino', 'contrib-2', 'contrib-3'],
    quick: true,
    header: ['stack', 'µs a line', 'times winston alone', 'by CPU time of the main thread', 'delivered'],
    async run({ quick, available }) {
      const receiver = await startReceiver();
      const count = quick ? quickLines : lines;
      try {
        const stacks = installed(LOG_STACKS, available);
        const outcomes = await interleave(
          stacks.map((stack) => ({ name: stack.name, measure: () => measure(receiver, stack, count, mode) })),
          quick ? 3 : 5,
        );
        const [baseline] = outcomes;
        const ours = outcomes[stacks.findIndex(({ isOurs }) => isOurs)];
        const handMade = outcomes[stacks.findIndex(({ isHandMade }) => isHandMade)];
        return {
          note: receiver.isCollector ? 'Through the real Collector.' : 'To a receiver that only counts.',
          result: `${resultOf(baseline, ours)}; hand-made ${resultOf(baseline, handMade)}`,
          rows: outcomes.map((outcome, index) => [
            outcome.name,
            outcome.failure ?? number(summarise(outcome, 'micros')?.median),
            spread(ratio(baseline, outcome, 'micros')),
            spread(ratio(baseline, outcome, 'cpuMicros')),
            stacks[index].isBare ? '–' : deliveredText(outcome),
          ]),
        };
      } finally {
        await receiver.stop();
      }
    },
  };
}

async function measure(receiver, { logger, preloads, env }, lines, mode) {
  await receiver.reset();
  const result = await runChild({
    program: program('lines'),
    args: [logger, lines, mode],
    preloads,
    env: { ...env, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
  });
  const { logs } = await receiver.counts(preloads || logger === 'pino-otlp' ? result.written : 0);
  return { ...result, logs };
}

function deliveredText({ samples }) {
  if (samples.length === 0) return '–';
  const written = samples.reduce((sum, sample) => sum + sample.written, 0);
  const logs = samples.reduce((sum, sample) => sum + sample.logs, 0);
  return `${number(logs, 0)} of ${number(written, 0)}`;
}

export const otlp = deliveredRow({
  id: 'otlp',
  title: 'JSON line and OTLP record, against winston’s own line alone',
  target: 'at least 0.9, by the main thread 1.3, all delivered',
  mode: 'paced',
  lines: 200_000,
  quickLines: 60_000,
  resultOf: (baseline, ours) =>
    `${spread(ratio(baseline, ours, 'micros'))}, main thread ${spread(ratio(baseline, ours, 'cpuMicros'))}, ${deliveredText(ours)}`,
});

export const burst = deliveredRow({
  id: 'burst',
  title: '100,000 lines in one synchronous burst',
  target: 'all delivered',
  mode: 'burst',
  lines: 100_000,
  quickLines: 100_000,
  resultOf: (_baseline, ours) => deliveredText(ours),
});
