import { isIP } from 'node:net';
import { UsageError } from '../command.js';
import { parseOptionsAndCommand } from '../parse-options.js';
import { readPort } from '../read-values.js';

export const STANDARD_PORT = 4318;
const STANDARD_GRPC_PORT = 4317;

export type DevArguments = ReturnType<typeof readDevArguments>;

/** @throws UsageError */
export function readDevArguments(args: string[]) {
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
  const { terminal = false, jsonl = false, open = false, host, 'keep-file': keepFile } = values;
  if (terminal && jsonl) throw new UsageError('--terminal and --jsonl both write to stdout: choose one');
  if (host !== undefined && host !== 'localhost' && isIP(host) === 0)
    throw new UsageError(`Expected --host to be an IP address such as 0.0.0.0, got ${JSON.stringify(host)}`);
  const grpcPort = readPort('--grpc-port', values['grpc-port']);
  return {
    port,
    /** Undefined: no gRPC. */
    grpcPort: grpcPort ?? (port === STANDARD_PORT ? STANDARD_GRPC_PORT : undefined),
    /** The standard one is left to whoever has it already. */
    isGrpcOptional: grpcPort === undefined,
    host,
    keepFile,
    open,
    terminal,
    jsonl,
    command,
  };
}
