import { runChild } from '../lib/child.mjs';
import { number, spread } from '../lib/format.mjs';
import { program, REGISTER } from '../lib/paths.mjs';
import { startReceiver } from '../lib/receiver.mjs';
import { interleave, summarise } from '../lib/rounds.mjs';

const LOGGERS = ['getLogger', 'hand-made'];

export const held = {
  id: 'held',
  title: 'A debug line that is held with its request and never kept',
  target: 'at most 500 ns',
  peers: [],
  quick: true,
  header: ['', 'ns of CPU a line, held', 'not held, dropped by the level', 'the difference'],
  async run({ quick }) {
    const receiver = await startReceiver();
    try {
      const lines = quick ? 500_000 : 2_000_000;
      const variant = (logger, isHeld) => ({
        name: logger,
        measure: () =>
          runChild({
            program: program('held'),
            args: [logger, lines],
            preloads: [REGISTER],
            env: {
              OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
              TRACEBRIDGE_KEEP: 'errors',
              ...(isHeld && { TRACEBRIDGE_HOLD_LEVEL: 'debug' }),
            },
          }),
      });
      const outcomes = await interleave(
        LOGGERS.flatMap((logger) => [variant(logger, false), variant(logger, true)]),
        quick ? 3 : 7,
      );
      const cases = LOGGERS.map((logger, index) => {
        const [dropped, kept] = outcomes.slice(2 * index, 2 * index + 2);
        const difference = {
          samples: kept.samples.map(({ cpuNanos }, round) => ({
            nanos: cpuNanos - dropped.samples[round]?.cpuNanos,
          })),
        };
        return { logger, dropped, kept, difference };
      });
      return {
        result: cases
          .map(
            ({ logger, difference }) =>
              `${number(summarise(difference, 'nanos')?.median, 0)} ns of ${logger}`,
          )
          .join(', '),
        rows: cases.map(({ logger, dropped, kept, difference }) => [
          logger,
          kept.failure ?? spread(summarise(kept, 'cpuNanos'), 0),
          dropped.failure ?? spread(summarise(dropped, 'cpuNanos'), 0),
          spread(summarise(difference, 'nanos'), 0),
        ]),
      };
    } finally {
      await receiver.stop();
    }
  },
};
