import { runChild } from '../lib/child.mjs';
import { number, spread } from '../lib/format.mjs';
import { program, REGISTER } from '../lib/paths.mjs';
import { interleave, summarise } from '../lib/rounds.mjs';

/** Nothing listens there: what an empty program sent would show. */
const NOWHERE = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' };

export const nothing = {
  id: 'nothing',
  title: 'A program and a thread that do nothing',
  target: 'program at most 3 times bare, disabled 1.5 times; thread at most 100 ms of CPU',
  peers: [],
  quick: true,
  header: ['what', 'ms', 'ms of CPU, all threads'],
  async run({ quick }) {
    const outcomes = await interleave(
      [
        programVariant('bare program'),
        programVariant('program, preloaded', ['--require', REGISTER]),
        programVariant('program, preloaded, OTEL_SDK_DISABLED=true', ['--require', REGISTER], {
          OTEL_SDK_DISABLED: 'true',
        }),
        threadVariant('bare worker thread'),
        threadVariant('worker thread, preloaded', [REGISTER]),
      ],
      quick ? 3 : 10,
    );
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
  },
};

function programVariant(name, flags = [], env = {}) {
  const args = ['program', ...flags];
  return {
    name,
    measure: () => runChild({ program: program('nothing'), args, env: { ...NOWHERE, ...env } }),
  };
}

function threadVariant(name, preloads = []) {
  return {
    name,
    measure: () => runChild({ program: program('nothing'), args: ['thread'], preloads, env: NOWHERE }),
  };
}
