import { runChild } from '../lib/child.mjs';
import { number, spread } from '../lib/format.mjs';
import { program, REGISTER } from '../lib/paths.mjs';
import { startReceiver } from '../lib/receiver.mjs';
import { interleave, summarise } from '../lib/rounds.mjs';

/** Nothing listens there: what an empty program sent would show. */
const NOWHERE = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' };

export const nothing = {
  id: 'nothing',
  title: 'Programs and threads that do nothing, or write ten lines',
  target:
    'empty at most 3 times bare, disabled 1.5 times; ten lines at most +80 ms; thread at most 100 ms of CPU',
  peers: [],
  quick: true,
  header: ['what', 'ms', 'ms of CPU, all threads'],
  async run({ quick }) {
    const receiver = await startReceiver();
    try {
      const delivered = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
      const variants = [
        variant('bare program', ['program']),
        variant('program, preloaded', ['program', '--require', REGISTER]),
        variant('program, preloaded, OTEL_SDK_DISABLED=true', ['program', '--require', REGISTER], {
          env: { OTEL_SDK_DISABLED: 'true' },
        }),
        variant('ten lines of winston, bare', ['lines']),
        variant('ten lines, preloaded, delivered', ['lines', '--require', REGISTER], { env: delivered }),
        variant('bare worker thread', ['thread']),
        variant('worker thread, preloaded', ['thread'], { preloads: [REGISTER] }),
      ];
      const outcomes = await interleave(variants, quick ? 3 : 10);
      return {
        note: 'From the start to the end, ten in a row, with a warm compile cache.',
        result: outcomes
          .map((outcome) => `${number(summarise(outcome, 'cpuMillis')?.median, 0)} ms of CPU ${outcome.name}`)
          .join(', '),
        rows: outcomes.map((outcome) => [
          outcome.name,
          outcome.failure ?? spread(summarise(outcome, 'millis'), 0),
          spread(summarise(outcome, 'cpuMillis'), 0),
        ]),
      };
    } finally {
      await receiver.stop();
    }
  },
};

function variant(name, args, { env = {}, preloads = [] } = {}) {
  return {
    name,
    measure: () => runChild({ program: program('nothing'), args, preloads, env: { ...NOWHERE, ...env } }),
  };
}
