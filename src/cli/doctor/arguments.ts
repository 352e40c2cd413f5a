import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { cwd } from 'node:process';
import type { DoctorOptions } from '../../doctor/context.js';
import { UsageError } from '../command.js';
import { parseOptionsAndCommand } from '../parse-options.js';
import { readHttpUrl } from '../read-values.js';

/** @throws UsageError */
export function readArguments(args: string[]): DoctorOptions & { json: boolean } {
  const { values, command } = parseOptionsAndCommand('doctor', args, {
    json: { type: 'boolean' },
    jaeger: { type: 'string' },
    seconds: { type: 'string' },
    timeout: { type: 'string' },
    cwd: { type: 'string' },
    'as-is': { type: 'boolean' },
  });
  if (values['as-is'] && command === undefined) throw new UsageError('--as-is needs a command after --');
  return {
    json: values.json ?? false,
    cwd: readFolder(values.cwd),
    asIs: values['as-is'] ?? false,
    seconds: readSeconds('--seconds', values.seconds, 3600) ?? 5,
    timeoutMillis: (readSeconds('--timeout', values.timeout, 300) ?? 10) * 1000,
    ...(values.jaeger !== undefined && {
      jaeger: readHttpUrl('--jaeger', values.jaeger, 'http://localhost:16686').href,
    }),
    ...(command && { command }),
  };
}

function readSeconds(name: string, text: string | undefined, maximum: number): number | undefined {
  if (text === undefined) return undefined;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value > 0 && value <= maximum) return value;
  throw new UsageError(
    `Expected ${name} to be a number of seconds above 0, to ${maximum}, got ${JSON.stringify(text)}`,
  );
}

function readFolder(text: string | undefined): string {
  if (text === undefined) return cwd();
  if (statSync(text, { throwIfNoEntry: false })?.isDirectory()) return resolve(text);
  throw new UsageError(`Expected --cwd to be a folder, got ${JSON.stringify(text)}`);
}
