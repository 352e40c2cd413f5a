import { stderr, stdout } from 'node:process';
import { type DevServer, startDevServer } from '../../dev/server.js';
import { forShell } from '../../dev/text/shell.js';
import { askedToEnd } from '../asked-to-end.js';
import type { CommandModule } from '../command.js';
import { type DevArguments, readDevArguments, STANDARD_PORT } from './arguments.js';
import { openBrowser } from './open-browser.js';
import { type RunningApp, startApp } from './start-app.js';

const USAGE = `Usage: tracebridge dev [options] [-- <command>]

Receives OTLP over HTTP (protobuf and JSON) and gRPC on 127.0.0.1 and shows it
on a live page: traces with their logs in place, search in everything, metrics,
workers, losses. Keeps it in memory, within bounds. With a command, such as
"-- node app.js", starts the app too, so that it sends here at once.

Options:
  -p, --port <number>      port of the page and of OTLP over HTTP, 0 for a free
                           one (default ${STANDARD_PORT}, where apps send by themselves)
      --grpc-port <number> port of OTLP over gRPC (default 4317, and none with
                           another --port)
      --host <address>     listen there, such as 0.0.0.0 for apps in containers;
                           the page then needs the link with its token
      --open               open the page in the browser
      --keep-file <file>   write what comes to a file of OTLP JSON lines, and
                           read it at the next start
      --terminal           print each finished trace here too
      --jsonl              write each span, log record and metric point to
                           stdout as a line of JSON
  -h, --help               this text

Start an app that sends here:
  node --require tracebridge/register app.js
`;

export const devCommand: CommandModule = {
  usage: USAGE,
  async run(args) {
    const options = readDevArguments(args);
    const ended = askedToEnd();
    const server = await startDevServer({
      ...options,
      terminal: options.terminal ? stdout : undefined,
      jsonl: options.jsonl ? stdout : undefined,
    });
    // stdout belongs to the lines of JSON.
    const out = options.jsonl ? stderr : stdout;
    out.write(greeting(server, options));
    if (options.open) openBrowser(server.pageUrl);
    let app: RunningApp | undefined;
    try {
      if (options.command !== undefined) app = await startApp(options.command, server.url, out.fd);
      let isEnding = false;
      void app?.ended.then((how) => {
        // What the app did is looked at after its end, too.
        if (!isEnding) out.write(`\nThe app ${how}. The page stays until Ctrl-C.\n`);
      });
      await ended;
      isEnding = true;
      await app?.stop();
    } finally {
      await server.close();
    }
    return 0;
  },
};

function greeting(server: DevServer, { host, port, command }: DevArguments): string {
  const isWindows = process.platform === 'win32';
  const lines = [`Receiving OTLP at ${server.url}, the page is there too.`];
  if (server.grpcPort !== undefined)
    lines.push(`OTLP over gRPC at ${new URL(server.url).hostname}:${server.grpcPort}.`);
  if (host !== undefined) lines.push(`From elsewhere: ${server.pageUrl}`);
  if (command === undefined) {
    const variable = port === STANDARD_PORT ? '' : `OTEL_EXPORTER_OTLP_ENDPOINT=${server.url} `;
    lines.push(
      `Start an app:  ${forShell(`${variable}node --require tracebridge/register app.js`, isWindows)}`,
    );
  }
  return `${lines.join('\n')}\n`;
}
