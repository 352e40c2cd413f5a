// What a process loads when it starts is bundled: finding, reading and checking 480 files of ours and OpenTelemetry's
// takes twice the CPU of what they do (docs/performance.md, "Start-up").
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { build } from 'esbuild';
import { joinStrings } from './whole-strings.mjs';

/**
 * Each holds its entries and what they import, less what bundles before it hold and what is required when it is needed.
 * There is one copy of each module: the other files of dist take from a bundle what it holds.
 */
const BUNDLES = [
  // Of every process that is preloaded: what comes before Node's compile cache is on.
  { name: 'register', entries: ['core/compiled-bundle', 'sdk/compile-cache', 'sdk/package-manager'] },
  { name: 'start', entries: ['core/warn', 'sdk/start', 'sdk/start-when-used'] },
  // Of the doctor too, which runs where @opentelemetry/api is missing: nothing here may need it.
  {
    name: 'common',
    entries: [
      'core/redact/redactor',
      'core/version',
      'export/transport/tls',
      'otlp/decode-error',
      'sdk/app-instrumentations/missing',
    ],
  },
  // Of every process that records.
  { name: 'bridge', entries: ['sdk/bridge'] },
  // Of one that sends from a thread that records.
  { name: 'inline', entries: ['export/inline/inline-channel'] },
  // Of a Lambda function.
  { name: 'lambda', entries: ['lambda/middy', 'lambda/records', 'lambda/wrap'] },
];

const require = createRequire(import.meta.url);

/**
 * Without comments: one letter outside of ASCII makes V8 hold a file in two bytes a letter, and Node.js encode it anew for
 * the checksum of its compile cache: 40 of 109 million instructions that the bridge takes to load. Lines stay, for traces.
 */
const BUNDLED = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  minifyWhitespace: true,
  lineLimit: 120,
  metafile: true,
  legalComments: 'none',
  logLevel: 'warning',
};

/** A file of its own: by its place the package finds others of its files. */
const OWN_FILE = 'core/own-file';

/**
 * Shared with the app: what is bundled of it is taken where the app's copy is the same. Other packages are within: their
 * versions are exact, and no app has a use for our copy.
 */
const SHARED_PACKAGE = '@opentelemetry/api';

/** What loads it. */
const SHARED_API = 'core/shared-api';

/** Another module of dist, as tsc names it in its output. */
const REQUIRED = /\b(require|import)\((["'])(\.[^"']+)\.js\2\)/g;

/** What tests and scripts of ours take from dist (`test/support/dist.cjs`). */
const FOR_TESTS = [
  'config/options',
  'config/otel-variables',
  'config/variables',
  'export/config-types',
  'export/create',
  'export/exit/exit-flush',
  'otlp/protobuf/fields',
  'otlp/schema/resolve',
];

const INSTRUMENTATION = '@opentelemetry/instrumentation';

/** Timers and clock as the first bundle finds them: in all bundles they take the place of the globals. */
const NATIVE = 'core/native';

/** What bundles take from another without requiring it, and what is taken by {@link FOR_TESTS}. */
const ALWAYS_NAMED = new Set([SHARED_API, NATIVE, ...FOR_TESTS]);

/**
 * Puts the bundles in the place of what tsc made of their modules.
 * @returns files within that are not ours
 */
export async function bundleStart(root) {
  const dist = join(root, 'dist');
  /** The bundle that each bundled module is in. */
  const owners = new Map();
  const requirers = requirersIn(dist);
  const foreign = await bundleSharedPackage(root, join(dist, 'bundles', 'api.js'));
  for (const { name, entries } of BUNDLES) {
    const options = { root, owners, outfile: join(dist, 'bundles', `${name}.js`) };
    const { inputs } = await esbuild({ ...options, text: entries.map((entry) => `import './${entry}.js';`) });
    const modules = inputs
      .map((file) => /^src\/(.+)\.ts$/.exec(file)?.[1])
      .filter((module) => module !== undefined);
    const exported = named(modules, requirers).map(
      (module) => `export * as '${module}' from './${module}.js';`,
    );
    await esbuild({ ...options, text: exported, write: true });
    mustBeAscii(options.outfile);
    joinStrings(options.outfile);
    dropForeignSources(`${options.outfile}.map`);
    for (const module of modules) owners.set(module, name);
    foreign.push(...inputs.filter((file) => file.startsWith('node_modules/')));
  }
  for (const module of owners.keys())
    for (const end of ['js', 'js.map']) rmSync(join(dist, `${module}.${end}`));
  takeFromBundles(dist, owners);
  return foreign;
}

/** For each module of dist, those that require it. */
function requirersIn(dist) {
  const requirers = new Map();
  for (const name of readdirSync(dist, { recursive: true })) {
    if (!name.endsWith('.js')) continue;
    const file = join(dist, name);
    for (const [, , , path] of readFileSync(file, 'utf8').matchAll(REQUIRED)) {
      const module = moduleOf(dist, join(dirname(file), path));
      requirers.set(module, [...(requirers.get(module) ?? []), moduleOf(dist, file)]);
    }
  }
  return requirers;
}

/** Of a bundle's modules, those that need a name: what only others within use is in one scope with them, or left out. */
function named(modules, requirers) {
  const within = new Set(modules);
  return modules.filter(
    (module) => ALWAYS_NAMED.has(module) || requirers.get(module)?.some((other) => !within.has(other)),
  );
}

/** The CommonJS form, whose exports an app can replace as it can those of the package. */
async function bundleSharedPackage(root, outfile) {
  const { version } = JSON.parse(
    readFileSync(join(root, 'node_modules', SHARED_PACKAGE, 'package.json'), 'utf8'),
  );
  const { metafile } = await build({
    stdin: {
      contents: `exports.version = '${version}';\nexports.load = () => require('${SHARED_PACKAGE}');`,
      resolveDir: root,
    },
    absWorkingDir: root,
    outfile,
    keepNames: true,
    ...BUNDLED,
  });
  mustBeAscii(outfile);
  joinStrings(outfile);
  return Object.keys(metafile.inputs).filter((file) => file.startsWith('node_modules/'));
}

/** For speed ({@link BUNDLED}), and because `core/compiled-bundle` reads a letter a byte. */
function mustBeAscii(file) {
  if (/[^\0-\x7f]/.test(readFileSync(file, 'utf8'))) throw new Error(`${file} is not ASCII`);
}

async function esbuild({ root, owners, outfile, text, write = false }) {
  const { metafile } = await build({
    stdin: { contents: text.join('\n'), resolveDir: join(root, 'src') },
    absWorkingDir: root,
    outfile,
    write,
    external: ['winston'],
    inject: [NATIVE],
    sourcemap: true,
    ...BUNDLED,
    plugins: [{ name: 'start', setup: (build) => resolveModules(build, join(root, 'src'), owners) }],
  });
  return { inputs: Object.keys(metafile.inputs) };
}

function resolveModules({ onResolve, onLoad, resolve }, src, owners) {
  onResolve({ filter: /./ }, ({ path, kind, resolveDir, namespace, pluginData }) => {
    if (pluginData === 'as it is') return undefined;
    const isOurs = resolveDir.startsWith(src) && namespace !== 'hook';
    const file = path.startsWith('.') ? join(resolveDir, path) : join(src, path);
    const module = path.startsWith('.') || path === NATIVE ? moduleOf(src, file) : undefined;
    if (namespace === 'constants' && module !== SHARED_API) return { path, external: true };
    if (path === SHARED_PACKAGE && kind === 'require-call') return { path, external: true };
    if (path === SHARED_PACKAGE || owners.has(module))
      return { path: module ?? path, namespace: 'constants' };
    if (path === NATIVE) return { path: `${file}.ts` };
    // The undici instrumentation brings a copy of another version, which differs in nothing that it uses.
    if (path === INSTRUMENTATION) return resolve(path, { kind, resolveDir: src, pluginData: 'as it is' });
    if (path === 'require-in-the-middle') return { path, namespace: 'hook' };
    // Of what is not used, and dropped; within, all that it imports too would be made to be loaded late.
    if (kind === 'dynamic-import') return { path, external: true };
    if (!isOurs || (kind === 'import-statement' && module !== OWN_FILE)) return undefined;
    return { path: module === undefined ? path : `../${module}.js`, external: true };
  });
  // What these export never changes; by an import each name would be looked up each time that it is used.
  onLoad({ filter: /./, namespace: 'constants' }, ({ path }) => {
    const bundle = owners.get(path);
    const from =
      bundle === undefined
        ? `import { sharedApi } from './${SHARED_API}.js';\nconst all = sharedApi();`
        : `import { '${path}' as all } from './${bundle}.js';`;
    const exported =
      bundle === undefined ? require(path) : require(join(src, '..', 'dist', 'bundles', bundle))[path];
    const names = Object.keys(exported).filter((name) => name !== 'default');
    return { contents: `${from}\nexport const { ${names.join(', ')} } = all;`, resolveDir: src };
  });
  // What OpenTelemetry's instrumentations hook into `require` with is ours.
  onLoad({ filter: /./, namespace: 'hook' }, () => ({
    contents: `export { RequireHook as Hook } from './sdk/require-hook/require-hook.js';`,
    resolveDir: src,
  }));
}

function moduleOf(folder, file) {
  return relative(folder, file).replaceAll(sep, '/').replace(/\.js$/, '');
}

/** Files that are not bundled require what is. */
function takeFromBundles(dist, owners) {
  for (const name of readdirSync(dist, { recursive: true })) {
    if (!name.endsWith('.js')) continue;
    const file = join(dist, name);
    const text = readFileSync(file, 'utf8');
    const changed = text.replace(REQUIRED, (call, how, _quote, path) => {
      const module = moduleOf(dist, join(dirname(file), path));
      const owner = owners.get(module);
      if (owner === undefined) return call;
      if (how === 'import') throw new Error(`${name} imports ${module}, which is bundled`);
      const bundle = relative(dirname(file), join(dist, 'bundles', `${owner}.js`)).replaceAll(sep, '/');
      return `require(${JSON.stringify(bundle.startsWith('.') ? bundle : `./${bundle}`)})['${module}']`;
    });
    if (changed !== text) writeFileSync(file, changed);
  }
}

/** Others' sources have been published; in ours is what a stack trace of the bridge points at. */
function dropForeignSources(file) {
  const map = JSON.parse(readFileSync(file, 'utf8'));
  map.sourcesContent = map.sourcesContent.map((text, n) =>
    map.sources[n].includes('node_modules') ? null : text,
  );
  writeFileSync(file, JSON.stringify(map));
}
