import { createRequire } from 'node:module';
import { peer, preload, REGISTER } from './paths.mjs';

const contrib = (name) => ({
  peer: name,
  logger: 'contrib',
  preloads: [preload('contrib')],
  env: { BENCH_PEER: peer(name) },
});

/** What sends a winston or pino line over OTLP, too. `peer` names the folder that is to be installed. */
export const LOG_STACKS = [
  { name: 'winston alone, nothing delivered', logger: 'winston', isBare: true },
  {
    name: 'tracebridge: getLogger',
    logger: 'tracebridge',
    preloads: [REGISTER],
    env: { BENCH_CONTEXT: '1' },
    isOurs: true,
  },
  {
    name: 'tracebridge: hand-made winston logger',
    logger: 'winston',
    preloads: [REGISTER],
    env: { BENCH_CONTEXT: '1' },
    isHandMade: true,
  },
  { name: 'pino with pino-opentelemetry-transport', logger: 'pino-otlp', peer: 'pino' },
  { name: 'contrib instrumentation and transport, OpenTelemetry 2.x', ...contrib('contrib-2') },
  { name: 'contrib instrumentation and transport, OpenTelemetry 3.x', ...contrib('contrib-3') },
];

const auto = { OTEL_LOGS_EXPORTER: 'otlp', OTEL_METRICS_EXPORTER: 'otlp', OTEL_TRACES_EXPORTER: 'otlp' };

/** What instruments an app of Express and winston by a preload. */
export const APP_STACKS = [
  { name: 'bare Express and winston', isBare: true },
  { name: 'tracebridge', preloads: [REGISTER], isOurs: true },
  {
    name: 'auto-instrumentations',
    peer: 'auto-instrumentations',
    module: '@opentelemetry/auto-instrumentations-node/register',
    env: auto,
  },
  {
    name: 'EDOT',
    peer: 'edot',
    module: '@elastic/opentelemetry-node',
    env: auto,
  },
  {
    name: 'dd-trace, logs injected, spans to an agent that is not there',
    peer: 'dd-trace',
    module: 'dd-trace/init',
    env: {
      DD_TRACE_AGENT_URL: 'http://127.0.0.1:9',
      DD_LOGS_INJECTION: 'true',
      DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'false',
    },
  },
];

/** Of which next to nothing is delivered. */
export const KEEPING = {
  name: 'tracebridge, keep: errors,1%',
  preloads: [REGISTER],
  env: { TRACEBRIDGE_KEEP: 'errors,1%' },
  isBare: true,
};

/** The lines of one turn in one write. */
export const BATCHED = {
  name: 'tracebridge, TRACEBRIDGE_STDOUT=batched',
  preloads: [REGISTER],
  env: { TRACEBRIDGE_STDOUT: 'batched' },
  isBare: true,
};

/** Parts of what an Express request pays for, by themselves. */
export const REQUEST_CEILINGS = [
  {
    name: 'ceiling: context, response header and bound listeners, no telemetry',
    preloads: [preload('request-floor')],
    isBare: true,
  },
  { name: 'ceiling: instrumentation-http alone, no SDK', preloads: [preload('http-alone')], isBare: true },
];

/** Stacks whose packages are there, with the files that preload them. */
export function installed(stacks, available) {
  return stacks
    .filter(({ peer: name }) => name === undefined || available(name))
    .map(({ module, ...stack }) =>
      module === undefined ? stack : { ...stack, preloads: [resolveFrom(peer(stack.peer), module)] },
    );
}

function resolveFrom(folder, module) {
  return createRequire(`${folder}/package.json`).resolve(module);
}
