import { once } from 'node:events';
import { stderr, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { startDevServer } from '../../dev/server.js';
import { type CommandModule, UsageError } from '../command.js';

const STANDARD_PORT = 4318;

const USAGE = `Usage: tracebridge dev [--port <number>] [--terminal] [--jsonl]

Receives OTLP over HTTP (protobuf and JSON) on 127.0.0.1 and shows it on a live page at the same address:
traces with their logs in place, search by correlation ID, workers, losses. Keeps it in memory, within bounds.

Options:
  -p, --port <number>  port to listen on, 0 for a free one (default ${STANDARD_PORT}, where apps send by themselves)
      --terminal       print each finished trace here too
      --jsonl          write each span, log record and metric point to stdout as a line of JSON
  -h, --help           this text

Start an app that sends here:
  node --require tracebridge/register app.js
`;

interface DevArguments {
  readonly port: number;
  readonly terminal: boolean;
  readonly jsonl: boolean;
}

export const devCommand: CommandModule = {
  usage: USAGE,
  async run(args) {
    const { port, terminal, jsonl } = readArguments(args);
    const interrupted = nextSignal();
    const server = await startDevServer({
      port,
      terminal: terminal ? stdout : undefined,
      jsonl: jsonl ? stdout : undefined,
    });
    // stdout belongs to the lines of JSON.
    (jsonl ? stderr : stdout).write(greeting(server.url, server.port));
    await Promise.race([interrupted, readerGone()]);
    await server.close();
    return 0;
  },
};

function readArguments(args: string[]): DevArguments {
  const { values } = parse(args);
  const port = values.port === undefined ? STANDARD_PORT : Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535 || values.port?.trim() === '') {
    throw new UsageError(
      `Expected --port to be an integer from 0 to 65535, got ${JSON.stringify(values.port)}`,
    );
  }
  const { terminal = false, jsonl = false } = values;
  if (terminal && jsonl) throw new UsageError('--terminal and --jsonl both write to stdout: choose one');
  return { port, terminal, jsonl };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        port: { type: 'string', short: 'p' },
        terminal: { type: 'boolean' },
        jsonl: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
}

function greeting(url: string, port: number): string {
  const variable = port === STANDARD_PORT ? '' : `OTEL_EXPORTER_OTLP_ENDPOINT=${url} `;
  return `Receiving OTLP at ${url}, the page is there too.
Start an app:  ${variable}node --require tracebridge/register app.js
`;
}

/** The first SIGINT or SIGTERM; after it the signals act as usual, so a second Ctrl-C ends at once. */
async function nextSignal(): Promise<void> {
  const controller = new AbortController();
  const { signal } = controller;
  await Promise.race([once(process, 'SIGINT', { signal }), once(process, 'SIGTERM', { signal })]);
  controller.abort();
}

/** Resolves when the reader of our output has closed the pipe (EPIPE), as `head` does. */
async function readerGone(): Promise<void> {
  await new Promise<void>((resolve) => {
    stdout.on('error', () => resolve());
  });
}
