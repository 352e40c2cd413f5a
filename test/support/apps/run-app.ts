import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { startDevServer } from '../../../src/dev/server.js';
import { REGISTER, ROOT, runProgram } from '../run-program.js';

export { REGISTER, ROOT };

/** A line of JSON as `tracebridge dev --jsonl` writes it. */
// biome-ignore lint/suspicious/noExplicitAny: fields differ by type
export type Item = Record<string, any>;

export interface AppRun {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  spans: Item[];
  logs: Item[];
  metrics: Item[];
}

export interface AppOptions {
  /** Default: the Node.js of node_modules. */
  node?: string;
  args: readonly string[];
  cwd?: string;
  env?: Record<string, string>;
}

/** Runs a program to its end, with an OTLP receiver that it exports to. */
export async function runApp({ node, args, cwd = ROOT, env = {} }: AppOptions): Promise<AppRun> {
  const jsonl = new PassThrough();
  let text = '';
  jsonl.on('data', (chunk) => {
    text += chunk;
  });
  const receiver = await startDevServer({ port: 0, jsonl });
  try {
    const {
      status: code,
      signal,
      stdout,
      stderr,
    } = await runProgram(
      args,
      { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...env },
      { node: node ?? join(ROOT, 'node_modules/.bin/node'), cwd, timeout: 30_000 },
    );
    const items = text
      .split('\n')
      .filter(Boolean)
      .map((line): Item => JSON.parse(line));
    const of = (type: string) => items.filter((item) => item.type === type);
    return { code, signal, stdout, stderr, spans: of('span'), logs: of('log'), metrics: of('metric') };
  } finally {
    await receiver.close();
  }
}
