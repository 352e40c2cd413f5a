import { isIP } from 'node:net';
import { UsageError } from '../command.js';
import { parseOptionsAndCommand } from '../parse-options.js';
import { readPort } from '../read-values.js';

export const STANDARD_PORT = 4318;
const STANDARD_GRPC_PORT = 4317;

export interface DevArguments {
  readonly port: number;
  /** Undefined: no gRPC. */
  readonly grpcPort: number | undefined;
  /** Whether the gRPC port was asked for; the standard one is left to whoever has it already. */
  readonly grpcAsked: boolean;
  /** Address to listen on in place of loopback, with a token. */
  readonly host: string | undefined;
  readonly open: boolean;
  readonly terminal: boolean;
  readonly jsonl: boolean;
  readonly keepFile: string | undefined;
  /** The app to start. */
  readonly command: readonly string[] | undefined;
}

/** @throws UsageError */
export function readDevArguments(args: string[]): DevArguments {
  const { values, command } = parseOptionsAndCommand('dev', args, {
    port: { type: 'string', short: 'p' },
    'grpc-port': { type: 'string' },
    host: { type: 'string' },
    open: { type: 'boolean' },
    terminal: { type: 'boolean' },
    jsonl: { type: 'boolean' },
    'keep-file': { type: 'string' },
  });
  const port = readPort('--port', values.port) ?? STANDARD_PORT;
  const { terminal = false, jsonl = false, open = false, host } = values;
  if (terminal && jsonl) throw new UsageError('--terminal and --jsonl both write to stdout: choose one');
  if (host !== undefined && host !== 'localhost' && isIP(host) === 0)
    throw new UsageError(`Expected --host to be an IP address such as 0.0.0.0, got ${JSON.stringify(host)}`);
  const grpcPort = readPort('--grpc-port', values['grpc-port']);
  return {
    port,
    grpcPort: grpcPort ?? (port === STANDARD_PORT ? STANDARD_GRPC_PORT : undefined),
    grpcAsked: grpcPort !== undefined,
    host,
    open,
    terminal,
    jsonl,
    keepFile: values['keep-file'],
    command,
  };
}
