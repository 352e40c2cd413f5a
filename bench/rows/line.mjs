import { runChild } from '../lib/child.mjs';
import { number, spread } from '../lib/format.mjs';
import { program, REGISTER } from '../lib/paths.mjs';
import { interleave, ratio, summarise } from '../lib/rounds.mjs';

const CONTEXT = { BENCH_CONTEXT: '1' };
const PRELOADED = {
  env: {
    ...CONTEXT,
    OTEL_TRACES_EXPORTER: 'none',
    OTEL_LOGS_EXPORTER: 'none',
    OTEL_METRICS_EXPORTER: 'none',
  },
  preloads: [REGISTER],
};

/** `isLong`: left out of a quick run. */
const VARIANTS = [
  { name: 'winston, timestamp + json', logger: 'winston' },
  { name: 'winston, the same fields in each call', logger: 'winston-same-fields', isLong: true },
  { name: 'pino, the fields bound once', logger: 'pino', peer: 'pino' },
  { name: 'pino, the same, sync: false', logger: 'pino-async', peer: 'pino', isLong: true },
  { name: 'tracebridge: getLogger', logger: 'tracebridge', env: CONTEXT, isOurs: true },
  {
    name: 'tracebridge: structuredJson on a winston logger',
    logger: 'tracebridge-format',
    env: CONTEXT,
    isLong: true,
  },
  {
    name: 'tracebridge: structuredJson on a winston logger under the preload',
    logger: 'tracebridge-format',
    ...PRELOADED,
  },
  {
    name: 'tracebridge: hand-made winston logger under the preload',
    logger: 'winston',
    ...PRELOADED,
    isHandMade: true,
  },
  {
    name: 'tracebridge: getLogger, TRACEBRIDGE_STDOUT=batched',
    logger: 'tracebridge',
    env: { ...CONTEXT, TRACEBRIDGE_STDOUT: 'batched' },
  },
  {
    name: 'tracebridge: hand-made winston logger under the preload, TRACEBRIDGE_STDOUT=batched',
    logger: 'winston',
    ...PRELOADED,
    env: { ...PRELOADED.env, TRACEBRIDGE_STDOUT: 'batched' },
  },
  { name: 'the same with errors({ stack: true })', logger: 'winston-errors', ...PRELOADED, isLong: true },
  { name: 'winston to Console and Stream', logger: 'winston-stream', isLong: true },
  { name: 'tracebridge: the same under the preload', logger: 'winston-stream', ...PRELOADED, isLong: true },
  { name: 'ceiling: constant line, Console transport', logger: 'winston-constant', isLong: true },
  { name: 'ceiling: constant line, minimal transport', logger: 'winston-minimal', isLong: true },
  { name: 'ceiling: stdout.write', logger: 'stdout', isLong: true },
  { name: 'ceiling: bare SDK emit, no line', logger: 'sdk-emit', isLong: true },
  { name: 'ceiling: empty AsyncLocalStorage run, no line', logger: 'context-run', isLong: true },
];

/** Rows of the same shape for stdout as /dev/null and as a pipe. */
function lineRow(id, title, stdout) {
  return {
    id,
    title,
    target: 'at least 2.5, of a hand-made logger 2',
    peers: ['pino'],
    quick: id === 'line',
    header: ['logger', 'µs a line', 'times winston', 'by CPU time of the main thread'],
    async run({ quick, available }) {
      const lines = quick ? 60_000 : 300_000;
      const wanted = VARIANTS.filter(
        ({ peer, isLong }) => (peer === undefined || available(peer)) && !(quick && isLong),
      );
      const variants = wanted.map((variant) => ({
        name: variant.name,
        measure: () =>
          runChild({
            program: program('lines'),
            args: [variant.logger, lines, 'paced'],
            preloads: variant.preloads,
            env: variant.env,
            stdout,
          }),
      }));
      const outcomes = await interleave(variants, quick ? 3 : 7);
      const [baseline] = outcomes;
      const textOf = (flag) => {
        const { name } = VARIANTS.find((variant) => variant[flag]);
        const ours = outcomes.find((outcome) => outcome.name === name);
        return spread(ratio(baseline, ours, 'micros'));
      };
      return {
        result: `${textOf('isOurs')}; hand-made ${textOf('isHandMade')}`,
        rows: outcomes.map((outcome) => [
          outcome.name,
          outcome.failure ?? number(summarise(outcome, 'micros')?.median),
          spread(ratio(baseline, outcome, 'micros')),
          spread(ratio(baseline, outcome, 'cpuMicros')),
        ]),
      };
    },
  };
}

export const line = lineRow('line', 'JSON line with context, trace and redaction, to /dev/null', 'ignore');
export const linePipe = lineRow('line-pipe', 'The same to a pipe that is drained', 'pipe');
