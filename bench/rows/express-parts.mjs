import { runChild } from '../lib/child.mjs';
import { number, spread } from '../lib/format.mjs';
import { program, REGISTER } from '../lib/paths.mjs';
import { startReceiver } from '../lib/receiver.mjs';
import { interleave, ratio, summarise } from '../lib/rounds.mjs';
import { REQUEST_CEILINGS } from '../lib/stacks.mjs';

const preloads = [REGISTER];
const none = (...signals) => Object.fromEntries(signals.map((signal) => [`OTEL_${signal}_EXPORTER`, 'none']));

const VARIANTS = [
  { name: 'bare Express and winston' },
  ...REQUEST_CEILINGS,
  { name: 'tracebridge, nothing exported', preloads, env: none('TRACES', 'METRICS', 'LOGS') },
  { name: 'tracebridge, spans and metrics exported', preloads, env: none('LOGS') },
  { name: 'tracebridge, logs exported', preloads, env: none('TRACES', 'METRICS') },
  { name: 'tracebridge, everything', preloads, isOurs: true },
  { name: 'tracebridge, keep: errors,1%', preloads, env: { TRACEBRIDGE_KEEP: 'errors,1%' } },
];

export const expressParts = {
  id: 'express-parts',
  title: 'The same route without sockets, by what is switched on',
  target: 'at least 0.80',
  peers: [],
  quick: false,
  header: ['stack', 'µs of CPU a request', 'of bare'],
  async run({ quick }) {
    const receiver = await startReceiver();
    try {
      const outcomes = await interleave(
        VARIANTS.map(({ name, preloads: files, env }) => ({
          name,
          measure: () =>
            runChild({
              program: program('app-loop'),
              args: [quick ? 20_000 : 50_000],
              preloads: files,
              env: { ...env, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
            }),
        })),
        quick ? 3 : 7,
      );
      const [baseline] = outcomes;
      const ours = outcomes[VARIANTS.findIndex(({ isOurs }) => isOurs)];
      return {
        note: 'CPU time of the main thread; requests are pushed into the parser, answers thrown away.',
        result: spread(ratio(baseline, ours, 'cpuMicros')),
        rows: outcomes.map((outcome) => [
          outcome.name,
          outcome.failure ?? number(summarise(outcome, 'cpuMicros')?.median, 1),
          spread(ratio(baseline, outcome, 'cpuMicros')),
        ]),
      };
    } finally {
      await receiver.stop();
    }
  },
};
