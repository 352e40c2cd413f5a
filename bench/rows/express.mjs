import { once } from 'node:events';
import { runChild, startChild } from '../lib/child.mjs';
import { number, spread } from '../lib/format.mjs';
import { peer, program, ROOT } from '../lib/paths.mjs';
import { startReceiver } from '../lib/receiver.mjs';
import { interleave, ratio, summarise } from '../lib/rounds.mjs';
import { APP_STACKS, BATCHED, installed, KEEPING, REQUEST_CEILINGS } from '../lib/stacks.mjs';

/** The JIT is done with a bare app after some 20,000 requests, with ours after 30,000. */
const warmUpMillis = (millis) => (millis < 2000 ? 1000 : 4000);

export const express = {
  id: 'express',
  title: 'Express route with two log lines, everything on, against bare',
  target: 'at least 0.70, by the main thread 0.80, by all threads 0.68',
  peers: ['auto-instrumentations', 'edot', 'dd-trace'],
  quick: true,
  header: [
    'stack',
    'requests/s',
    'of bare',
    'by CPU time of the main thread',
    'by CPU time of all threads',
    'p99 ms',
    'spans',
    'logs',
  ],
  async run({ quick, available }) {
    const receiver = await startReceiver();
    try {
      const stacks = [
        ...installed(APP_STACKS, available),
        KEEPING,
        BATCHED,
        // What the parts cost does not change from day to day.
        ...(quick ? [] : REQUEST_CEILINGS),
      ];
      const variants = stacks.map((stack) => ({
        name: stack.name,
        measure: () => measure(receiver, stack, quick ? 1500 : 4000),
      }));
      const outcomes = await interleave(variants, quick ? 3 : 5);
      const [baseline] = outcomes;
      const ours = outcomes[stacks.findIndex(({ isOurs }) => isOurs)];
      return {
        note: 'Spans and logs: delivered, of those the requests gave cause for.',
        result: `${spread(ratio(baseline, ours, 'microsPerRequest'))}; main thread ${spread(ratio(baseline, ours, 'cpuMicros'))}; all threads ${spread(ratio(baseline, ours, 'allCpuMicros'))}`,
        rows: outcomes.map((outcome) => [
          outcome.name,
          outcome.failure ?? number(summarise(outcome, 'perSecond')?.median, 0),
          spread(ratio(baseline, outcome, 'microsPerRequest')),
          spread(ratio(baseline, outcome, 'cpuMicros')),
          spread(ratio(baseline, outcome, 'allCpuMicros')),
          number(summarise(outcome, 'p99')?.median, 1),
          number(summarise(outcome, 'spansPerRequest')?.median),
          number(summarise(outcome, 'logsPerRequest')?.median),
        ]),
      };
    } finally {
      await receiver.stop();
    }
  },
};

/**
 * Starts the app of a stack and asks it for `millis`.
 * @param how arguments of programs/app.cjs and of programs/load.cjs
 */
export async function measure(
  receiver,
  { preloads, env, peer: name, isBare },
  millis,
  { app = [], load: kind = [] } = {},
) {
  await receiver.reset();
  const modules = name === undefined ? ROOT : peer(name);
  const { child, errors } = startChild({
    program: program('app'),
    args: app,
    preloads,
    env: { ...env, BENCH_MODULES: modules, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
  });
  const ended = once(child, 'close');
  const [first] = await Promise.race([once(child, 'message'), ended]);
  if (first?.port === undefined) throw new Error(`the app ended: ${errors()}`);
  const load = (duration) => runChild({ program: program('load'), args: [first.port, duration, ...kind] });
  const warmUp = await load(warmUpMillis(millis));
  const before = await ask(child);
  const result = await load(millis);
  const after = await ask(child);
  const total = warmUp.answered + result.answered;
  child.kill('SIGTERM');
  const counts = await receiver.counts(isBare ? 0 : total * 2);
  child.kill('SIGKILL');
  await ended;
  if (result.failed > 0) throw new Error(`${result.failed} requests failed: ${errors()}`);
  return {
    ...result,
    microsPerRequest: 1e6 / result.perSecond,
    cpuMicros: (after.cpuMicros - before.cpuMicros) / result.answered,
    allCpuMicros: (after.allCpuMicros - before.allCpuMicros) / result.answered,
    spansPerRequest: counts.traces / total,
    logsPerRequest: counts.logs / total / 2,
  };
}

async function ask(child) {
  child.send('cpu');
  return (await once(child, 'message'))[0];
}
