import { runChild } from '../lib/child.mjs';
import { number, spread } from '../lib/format.mjs';
import { program, REGISTER } from '../lib/paths.mjs';
import { startReceiver } from '../lib/receiver.mjs';
import { interleave, summarise } from '../lib/rounds.mjs';

const SERIES = [
  { what: 'lines', unit: 'lines written before', sizes: [1_000, 10_000, 100_000, 1_000_000] },
  { what: 'spans', unit: 'spans ended before', sizes: [1_000, 10_000, 100_000, 1_000_000] },
  { what: 'context', unit: 'more fields in the context, a line', sizes: [0, 8, 32, 128] },
  { what: 'requests', unit: 'requests open at a time, a line', sizes: [1, 10, 1_000] },
];

export const growth = {
  id: 'growth',
  title: 'Cost of a line and a span as numbers grow, delivered over OTLP',
  target: 'flat in the number of records',
  peers: [],
  quick: false,
  header: ['', 'size', 'µs', 'µs of CPU of the main thread'],
  async run({ quick }) {
    const receiver = await startReceiver();
    try {
      const points = SERIES.flatMap(({ what, unit, sizes }) => sizes.map((size) => ({ what, unit, size })));
      const variants = points.map(({ what, unit, size }) => ({
        name: unit,
        measure: () =>
          runChild({
            program: program('growth'),
            args: [what, size],
            preloads: [REGISTER],
            env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
          }),
      }));
      const outcomes = await interleave(variants, quick ? 1 : 3);
      const cost = (what, size) => {
        const index = points.findIndex((point) => point.what === what && point.size === size);
        return number(summarise(outcomes[index], 'cpuMicros')?.median);
      };
      return {
        note: 'The first thousands include compiling: a new process is measured for each size.',
        result: `${cost('lines', 100_000)} µs after 10^5 lines, ${cost('lines', 1_000_000)} after 10^6`,
        rows: outcomes.map((outcome, index) => [
          outcome.name,
          number(points[index].size, 0),
          outcome.failure ?? spread(summarise(outcome, 'micros')),
          spread(summarise(outcome, 'cpuMicros')),
        ]),
      };
    } finally {
      await receiver.stop();
    }
  },
};
