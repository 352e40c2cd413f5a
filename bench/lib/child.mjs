import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';

/** Variables that would change what is measured. */
const FOREIGN = /^(OTEL_|TRACEBRIDGE_|DD_|ELASTIC_|NODE_OPTIONS$|NODE_COMPILE_CACHE$)/;

export function environment(variables = {}) {
  const inherited = Object.entries(process.env).filter(([name]) => !FOREIGN.test(name));
  return { ...Object.fromEntries(inherited), OTEL_SERVICE_NAME: 'bench', ...variables };
}

/**
 * Starts a program of `programs/`. Its stdout is /dev/null, or a pipe that is drained and counted. What it measured
 * comes as messages.
 */
export function startChild({ program, args = [], preloads = [], env = {}, stdout = 'ignore' }) {
  const flags = preloads.flatMap((file) => ['--require', file]);
  const started = performance.now();
  const child = spawn(process.execPath, [...flags, program, ...args.map(String)], {
    stdio: ['ignore', stdout, 'pipe', 'ipc'],
    env: environment(env),
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors = (errors + text).slice(-4000);
  });
  let lines = 0;
  child.stdout?.on('data', (chunk) => {
    for (const byte of chunk) if (byte === 10) lines++;
  });
  return { child, started, lines: () => lines, errors: () => errors };
}

/** Runs a program to its end; gives its last message, with `readyMillis` and the number of its lines on a pipe. */
export async function runChild(options) {
  const { child, started, lines, errors } = startChild(options);
  let result;
  let readyMillis;
  child.on('message', (message) => {
    readyMillis ??= performance.now() - started;
    result = message;
  });
  const [code, signal] = await once(child, 'close');
  if (result === undefined) throw new Error(`${options.program} ended with ${code ?? signal}: ${errors()}`);
  return { ...result, readyMillis, lines: lines() };
}
