import { runChild } from '../lib/child.mjs';
import { number, spread } from '../lib/format.mjs';
import { program, REGISTER } from '../lib/paths.mjs';
import { startReceiver } from '../lib/receiver.mjs';
import { interleave, summarise } from '../lib/rounds.mjs';

export const timed = {
  id: 'timed',
  title: 'timed() on an empty function, a call that logs no line',
  target: 'at most 100 ns without an SDK, 1 µs of CPU recording in a span',
  peers: [],
  quick: true,
  header: ['', 'ns a call', 'ns of CPU of the main thread', 'spans dropped'],
  async run({ quick }) {
    const receiver = await startReceiver();
    try {
      const calls = quick ? 200_000 : 500_000;
      const recording = { preloads: [REGISTER], env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url } };
      const variant = (name, options, count, where = 'alone') => ({
        name,
        measure: () => runChild({ program: program('timed'), args: [count, where], ...options }),
      });
      const outcomes = await interleave(
        [
          variant('no SDK', {}, calls * 10),
          variant('recording in a span', recording, calls, 'span'),
          variant('recording a root span', recording, calls),
        ],
        quick ? 3 : 7,
      );
      return {
        result: outcomes
          .map((outcome) => `${number(summarise(outcome, 'nanos')?.median, 0)} ns ${outcome.name}`)
          .join(', '),
        rows: outcomes.map((outcome) => [
          outcome.name,
          outcome.failure ?? spread(summarise(outcome, 'nanos'), 0),
          spread(summarise(outcome, 'cpuNanos'), 0),
          droppedText(outcome),
        ]),
      };
    } finally {
      await receiver.stop();
    }
  },
};

function droppedText({ samples }) {
  const drops = samples.flatMap(({ stats }) => Object.values(stats?.dropped ?? {}));
  return number(
    drops.reduce((sum, count) => sum + count, 0),
    0,
  );
}
