import { REGISTER, runProgram } from '../../support/run-program.js';

const APP = `
  const { context, createContextKey, trace } = require('@opentelemetry/api');
  const winston = require('winston');
  const { getLogger } = require('tracebridge');
  const logger = winston.createLogger({ transports: [new winston.transports.Console()] });
  function log() {
    const value = {};
    trace.getTracer('app').startActiveSpan('one', (span) => {
      const inner = context.active().setValue(createContextKey('own'), value);
      context.with(inner, () => {
        getLogger('app').info('by getLogger');
        logger.info('by hand');
      });
      span.end();
    });
    return new WeakRef(value);
  }
  const ref = log();
  let rounds = 50;
  (function collect() {
    gc();
    const isCollected = ref.deref() === undefined;
    if (isCollected || --rounds === 0) console.log(JSON.stringify({ isCollected }));
    else setTimeout(collect, 20);
  })();`;

test('what an app has in a context goes when its last line is written', async () => {
  const { lines } = await runProgram(['--expose-gc', '--require', REGISTER, '-e', APP], {
    OTEL_TRACES_EXPORTER: 'none',
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_LOGS_EXPORTER: 'none',
  });
  expect(lines.at(-1)).toEqual({ isCollected: true });
});
