import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { cwd } from 'node:process';
import type { DoctorOptions } from '../../doctor/context.js';
import { UsageError } from '../command.js';
import { parseOptions } from '../parse-options.js';

/** @throws UsageError */
export function readArguments(args: string[]): DoctorOptions & { json: boolean } {
  const separator = args.indexOf('--');
  const own = separator === -1 ? args : args.slice(0, separator);
  const program = own.findIndex((arg) => /^(?:node|npm|npx|pnpm|yarn|tsx|bun)$|\.[cm]?[jt]s$/.test(arg));
  if (program !== -1) {
    throw new UsageError(
      `Put "--" before the app's command: tracebridge doctor ${[...own.slice(0, program), '--', ...args.slice(program)].join(' ')}`,
    );
  }
  const values = parse(own);
  const command = separator === -1 ? undefined : args.slice(separator + 1);
  if (command?.length === 0) throw new UsageError('Expected a command after --, such as -- node app.js');
  if (values['as-is'] && command === undefined) throw new UsageError('--as-is needs a command after --');
  return {
    json: values.json ?? false,
    cwd: readFolder(values.cwd),
    asIs: values['as-is'] ?? false,
    seconds: readSeconds('--seconds', values.seconds, 3600) ?? 5,
    timeoutMillis: (readSeconds('--timeout', values.timeout, 300) ?? 10) * 1000,
    ...(values.jaeger !== undefined && { jaeger: readUrl(values.jaeger) }),
    ...(command && { command }),
  };
}

function parse(args: string[]) {
  return parseOptions(args, {
    json: { type: 'boolean' },
    jaeger: { type: 'string' },
    seconds: { type: 'string' },
    timeout: { type: 'string' },
    cwd: { type: 'string' },
    'as-is': { type: 'boolean' },
  });
}

function readSeconds(name: string, text: string | undefined, maximum: number): number | undefined {
  if (text === undefined) return undefined;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value > 0 && value <= maximum) return value;
  throw new UsageError(
    `Expected ${name} to be a number of seconds above 0, to ${maximum}, got ${JSON.stringify(text)}`,
  );
}

function readUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new UsageError(`Expected --jaeger to be a URL such as http://localhost:16686`);
}

function readFolder(text: string | undefined): string {
  if (text === undefined) return cwd();
  if (statSync(text, { throwIfNoEntry: false })?.isDirectory()) return resolve(text);
  throw new UsageError(`Expected --cwd to be a folder, got ${JSON.stringify(text)}`);
}
