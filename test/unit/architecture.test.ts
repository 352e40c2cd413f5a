import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
const SRC = join(ROOT, 'src');

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file: file.replace('.d.ts', '.ts'), text: readFileSync(join(SRC, file), 'utf8') }));

/** A folder imports only folders before it, types included. Files of `src` itself are entries. */
const ORDER = [
  'core',
  'metrics',
  'config',
  'correlation',
  'keep',
  'debug',
  'logs',
  'tracing',
  'otlp',
  'export',
  'http',
  'workers',
  'sdk',
  'lambda',
  'bundler',
  'testing',
  'dev',
  'demo',
  'doctor',
  'cli',
  'entries',
];

const folderOf = (file: string): string => (file.includes('/') ? file.split('/', 1)[0]! : 'entries');

const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\//g, '');

/** What a file takes from others: `from '…'`, `require('…')`, `import('…')`, each with the names that are taken. */
function importsOf(text: string): { target: string; isType: boolean; names: string[] }[] {
  const from = /^(?:import|export)\s+(type\s)?([^;]*?)\s*from\s+'([^']+)'/gm;
  const call =
    /(?:const\s+\{([^}]*)\}\s*=\s*(?:await\s+)?)?\b(?:require|import)\(\s*'([^']+)'\s*\)+(?:\.then\(\((\w+)\) => \3)?(?:\.(\w+))?/g;
  return [
    ...[...text.matchAll(from)].map(([, type, names, target]) => ({
      isType: type !== undefined,
      names: namesIn(names!),
      target: target!,
    })),
    ...[...text.matchAll(call)].map(([, names = '', target, , member = '']) => ({
      isType: false,
      names: [...namesIn(names), member],
      target: target!,
    })),
  ];
}

const namesIn = (list: string): string[] =>
  list.split(/[{},]/).map((name) =>
    name
      .trim()
      .replace(/^type /, '')
      .split(/ as |:/)[0]!
      .trim(),
  );

/** Imports of one file of `src` by another. */
const imports = files.flatMap(({ file, text }) =>
  importsOf(withoutComments(text))
    .filter(({ target }) => target.startsWith('.'))
    .map((one) => ({
      ...one,
      file,
      imported: relative(SRC, resolve(join(SRC, dirname(file)), one.target)).replace(/\.js$/, '.ts'),
    })),
);

test('the imports are understood', () => {
  const known = new Set(files.map(({ file }) => file));
  expect(imports.length).toBeGreaterThan(1000);
  expect(imports.filter(({ imported }) => !known.has(imported))).toEqual([]);
});

test('every folder has its place in the order', () => {
  expect(files.filter(({ file }) => !ORDER.includes(folderOf(file))).map(({ file }) => file)).toEqual([]);
});

test('a folder imports only folders before it, types included', () => {
  const wrong = imports.filter(
    ({ file, imported }) => ORDER.indexOf(folderOf(imported)) > ORDER.indexOf(folderOf(file)),
  );
  expect(wrong.map(({ file, imported }) => `${file} imports ${imported}`)).toEqual([]);
});

/** What imports itself, by whatever way around. */
function onCircles(edges: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const reached = (start: string): Set<string> => {
    const seen = new Set<string>();
    const open = [start];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      for (const next of edges.get(node) ?? []) {
        if (!seen.has(next)) open.push(next);
        seen.add(next);
      }
    }
    return seen;
  };
  return [...edges.keys()].filter((node) => reached(node).has(node));
}

const added = (edges: Map<string, Set<string>>, from: string, to: string) =>
  edges.set(from, (edges.get(from) ?? new Set()).add(to));

test('no file imports itself, by whatever way around, but for types', () => {
  const edges = new Map<string, Set<string>>();
  for (const { file, imported, isType } of imports) if (!isType) added(edges, file, imported);
  expect(onCircles(edges)).toEqual([]);
});

test('no two folders side by side import each other, by whatever way around, types included', () => {
  // Of an import only the first folders count in which the two paths differ.
  const edges = new Map<string, Set<string>>();
  for (const { file, imported } of imports) {
    const [from, to] = [file.split('/'), imported.split('/')];
    const depth = from.findIndex((part, index) => part !== to[index]);
    const [one, other] = [from, to].map((path) => path.slice(0, depth + 1).join('/')) as [string, string];
    added(edges, one, other);
  }
  expect(onCircles(edges).filter((node) => !node.endsWith('.ts'))).toEqual([]);
});

/** Exports that no other file of `src` imports, and why they may. */
const FOR_OTHERS = new Set([
  // The error and the closed list that a user meets; documentation is compared with the list.
  'dev/server.ts PortInUseError',
  'doctor/finding.ts FINDING_IDS',
  // Called by what scripts/build/bundles.mjs puts in the place of the API.
  'core/shared-api.ts sharedApi',
  // Called by the text of a preload in doctor/app/run-app.ts.
  'doctor/probe/probe.ts watch',
  // Compared with the options as they are written out for readers, by test/types.
  'config/options.ts OptionValues',
  // In the type of what a method of KeyCache returns: a declaration has to name it.
  'core/normalize/keys.ts KeyInfo',
  // In the types of the plugins: declarations of an app's configuration have to name them.
  'bundler/esbuild.ts EsbuildBuild',
  'bundler/rollup.ts RollupPlugin',
  'bundler/webpack.ts WebpackCompiler',
  // Compared with what the instrumentations patch.
  'sdk/start-when-used.ts PATCHED_PACKAGES',
]);

test('what is exported is imported by another file, types included', () => {
  const used = new Set(imports.flatMap(({ imported, names }) => names.map((name) => `${imported} ${name}`)));
  const exported = files
    .filter(({ file }) => folderOf(file) !== 'entries')
    .flatMap(({ file, text }) =>
      [
        ...withoutComments(text).matchAll(
          /^export (?:abstract )?(?:async )?(?:function\*?|class|const|let|interface|type|enum) (\w+)/gm,
        ),
      ].map(([, name]) => `${file} ${name}`),
    );
  expect(exported.length).toBeGreaterThan(500);
  expect(exported.filter((name) => !used.has(name))).toEqual(exported.filter((name) => FOR_OTHERS.has(name)));
});

test('only config/environment.ts reads process.env, and what is loaded before it', () => {
  const readers = files.filter(({ text }) =>
    /\bprocess\.env\b|\bprocess\[['"]env/.test(text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')),
  );
  expect(readers.map(({ file }) => file).sort()).toEqual(['config/coverage.ts', 'config/environment.ts']);
});

test('only core/globals.ts has registered symbols, but for those of winston infos', () => {
  const owners = files
    .filter(({ text }) => /\bSymbol\.for\(/.test(withoutComments(text)))
    .map(({ file }) => file);
  expect(owners.sort()).toEqual(['core/globals.ts', 'logs/record/info.ts']);
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
