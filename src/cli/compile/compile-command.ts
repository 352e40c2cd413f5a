import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { stderr, stdout } from 'node:process';
import { packageFinders, setVariables } from '../../config/environment.js';
import type { CommandModule } from '../command.js';
import { parseOptions } from '../parse-options.js';

const USAGE = `Usage: tracebridge compile [options]

Keeps compiled code of the bridge inside its installed package: where nothing
can be kept from one start to the next, as in a Lambda function or a read-only
image, the bridge then starts in about two thirds of the processor time. Run it
when the image or the deployment package is built, with the very Node.js, by
version and architecture, that it will run on; any other starts as without.

Options:
  -h, --help  this text

Exit status: 0 compiled, 1 not, 2 wrong usage.
`;

/** Lambda's own runtime starts Node.js with the second. */
const FLAGS: readonly (readonly string[])[] = [[], ['--expose-gc']];

/** What is set for the app in an image is not meant for what runs here. */
const NEUTRAL = /^(?!NODE_|OTEL_|TRACEBRIDGE_)/;

/** What the process that makes the code says of it. */
export type Made = { readonly bytes: number } | { readonly problem: string };

export const compileCommand: CommandModule = {
  usage: USAGE,
  async run(args) {
    parseOptions(args, {});
    // In the place of a collector.
    const server = createServer((request, response) => {
      request.resume();
      request.once('end', () => response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end());
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    try {
      for (const flags of FLAGS) {
        const made = await make(flags, `http://127.0.0.1:${port}`);
        if ('problem' in made) {
          stderr.write(`Nothing was compiled: ${made.problem}\n`);
          return 1;
        }
        const runtime = [`Node.js ${process.version} ${process.arch}`, ...flags].join(' ');
        stdout.write(`Compiled for ${runtime}: ${(made.bytes / 1e6).toFixed(1)} MB\n`);
      }
    } finally {
      server.closeAllConnections();
      server.close();
    }
    return 0;
  },
};

async function make(flags: readonly string[], collector: string): Promise<Made> {
  const child = fork(join(__dirname, 'make.js'), {
    execArgv: [...flags],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: {
      ...Object.fromEntries(setVariables(NEUTRAL)),
      ...packageFinders(),
      OTEL_EXPORTER_OTLP_ENDPOINT: collector,
      TRACEBRIDGE_EXPORT: 'inline',
    },
  });
  let made: Made | undefined;
  let told = '';
  child.once('message', (message) => {
    made = message as Made;
  });
  child.stderr?.on('data', (text) => {
    told += text;
  });
  await once(child, 'close');
  return made ?? { problem: told.trim() };
}
