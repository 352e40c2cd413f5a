import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { ROOT } from './backends/binaries.js';

export interface ComposeService {
  image?: string;
  build?: { context: string; dockerfile: string };
  command?: string[];
  environment?: Record<string, string>;
  volumes?: string[];
  ports?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[] };
}

export interface ComposeFile {
  services: Record<string, ComposeService>;
  volumes?: Record<string, unknown>;
}

export function readCompose(path: string): ComposeFile {
  return parse(readFileSync(join(ROOT, path), 'utf8')) as ComposeFile;
}

/** What the Compose Specification's own schema finds wrong with a file. */
export function composeErrors(file: ComposeFile): string[] {
  const { $schema: _, ...schema } = JSON.parse(
    readFileSync(join(__dirname, 'schemas', 'compose-spec.json'), 'utf8'),
  ) as Record<string, unknown>;
  // The schema's formats ("ports", "duration") are Compose's own: no validator knows them.
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  const valid = ajv.compile(schema);
  valid(file);
  return (valid.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** Compose's interpolation: `${NAME}`, `${NAME:-default}`, `${NAME:?message}`. */
export function interpolate(text: string, variables: Record<string, string>): string {
  return text.replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, name: string, operator = '', rest = '') => {
    const value = variables[name];
    if (value) return value;
    if (operator === '?') throw new Error(`${name} ${rest}`);
    return rest;
  });
}
