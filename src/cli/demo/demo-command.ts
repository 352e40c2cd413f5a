import { join } from 'node:path';
import { stdout } from 'node:process';
import { runDemo } from '../../demo/run-demo.js';
import { askedToEnd } from '../asked-to-end.js';
import type { CommandModule } from '../command.js';
import { parseOptions } from '../parse-options.js';
import { readInteger, readPort } from '../read-values.js';

const EXAMPLE = join(__dirname, '..', '..', '..', 'examples', 'demo');

const USAGE = `Usage: tracebridge demo [options]

Runs an API (Express where it is installed) and its worker with the preload,
sends them requests and shows their traces, logs and metrics, here and on a live
page. Nothing else needs to be installed.

Options:
  -p, --port <number>    port of the page, 0 for a free one (default 4318)
      --rounds <number>  end after so many rounds of requests (default: until
                         Ctrl-C)
  -h, --help             this text
`;

const PAUSE_MILLIS = 5000;

export const demoCommand: CommandModule = {
  usage: USAGE,
  async run(args) {
    const { port, rounds } = readArguments(args);
    const ending = new AbortController();
    void askedToEnd().then(() => ending.abort());
    await runDemo({
      api: join(EXAMPLE, hasExpress() ? 'api.js' : 'api-http.js'),
      worker: join(EXAMPLE, 'worker.js'),
      port,
      output: stdout,
      signal: ending.signal,
      pauseMillis: PAUSE_MILLIS,
      ...(rounds !== undefined && { rounds }),
    });
    return 0;
  },
};

function hasExpress(): boolean {
  try {
    require.resolve('express', { paths: [EXAMPLE] });
    return true;
  } catch {
    return false;
  }
}

function readArguments(args: string[]): { port: number; rounds: number | undefined } {
  const values = parseOptions(args, { port: { type: 'string', short: 'p' }, rounds: { type: 'string' } });
  return {
    port: readPort('--port', values.port) ?? 4318,
    rounds: readInteger('--rounds', values.rounds, 1_000_000),
  };
}
