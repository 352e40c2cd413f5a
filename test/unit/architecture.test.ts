import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
const SRC = join(ROOT, 'src');

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file, text: readFileSync(join(SRC, file), 'utf8') }));

/** Lower layers may not import higher ones. Folders of one layer may import each other. */
const LAYERS: readonly (readonly string[])[] = [
  ['core'],
  ['config', 'correlation'],
  ['tracing', 'metrics', 'logs', 'workers', 'http'],
  ['export', 'otlp'],
  ['sdk'],
  ['entries', 'cli', 'dev', 'doctor', 'demo', 'bullmq', 'testing', 'nestjs'],
];

const layerOf = (file: string) => {
  const [folder = '', rest] = file.split('/');
  const name = rest === undefined ? 'entries' : folder;
  return LAYERS.findIndex((layer) => layer.includes(name));
};

function importsOf(text: string): { target: string; isType: boolean }[] {
  const pattern =
    /^(?:import|export)\s+(type\s)?[^;]*?from\s+'([^']+)'|(?:require|import)\('([^']+)'\)(?!;?\s*$.*typeof)/gm;
  return [...text.matchAll(pattern)].map((match) => ({
    isType: match[1] !== undefined,
    target: (match[2] ?? match[3]) as string,
  }));
}

test('every folder belongs to a layer', () => {
  expect(files.filter(({ file }) => layerOf(file) === -1).map(({ file }) => file)).toEqual([]);
});

test('imports point from higher layers to lower ones', () => {
  const wrong: string[] = [];
  for (const { file, text } of files) {
    for (const { target, isType } of importsOf(text)) {
      if (!target.startsWith('.') || isType) continue;
      const imported = relative(SRC, resolve(join(SRC, dirname(file)), target)).replace(/\.js$/, '.ts');
      if (imported.startsWith('version')) continue;
      if (layerOf(imported) > layerOf(file)) wrong.push(`${file} imports ${imported}`);
    }
  }
  expect(wrong).toEqual([]);
});

test('only config/environment.ts reads process.env', () => {
  const readers = files.filter(({ text }) =>
    /\bprocess\.env\b|\bprocess\[['"]env/.test(text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')),
  );
  expect(readers.map(({ file }) => file)).toEqual(['config/environment.ts']);
});

test('only sdk/ loads the SDK, instrumentations and exporters', () => {
  const sdkPackage = /^@opentelemetry\/(sdk-|instrumentation|exporter-|resources|otlp-exporter|propagator-)/;
  const wrong: string[] = [];
  for (const { file, text } of files) {
    if (file.startsWith('sdk/')) continue;
    for (const { target, isType } of importsOf(text)) {
      if (sdkPackage.test(target) && !isType) wrong.push(`${file} imports ${target}`);
    }
  }
  expect(wrong).toEqual([]);
});

test('there is no `export *` and no default export', () => {
  const wrong = files.filter(({ text }) => /^export (\*|default)/m.test(text)).map(({ file }) => file);
  expect(wrong).toEqual([]);
});
