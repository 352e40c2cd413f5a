import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { REGISTER, runProgram } from '../../support/run-program.js';

const folder = mkdtempSync(join(tmpdir(), 'tracebridge-parts-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** As large as what is looked into, with a text of winston's that minifiers keep. */
const WINSTON = `/*${' '.repeat(20_000)}*/ console.log('[winston] Attempt to write logs with no transports');`;
/** As webpack 5.95 writes it, shortened. */
const importing = (folder: string) =>
  `var m={};m.u=e=>${folder}e+".mjs";var o=import("./"+m.u(555)).then(({modules:e})=>e[1]());`;
const PART = `export const id=555;export const ids=[555];export const modules={1(){${WINSTON}}};`;

test.each<[string, Record<string, string>, string | undefined]>([
  ['the main script', { 'main.mjs': WINSTON }, 'main.mjs'],
  ['a part', { 'main.mjs': `import "./part.mjs";`, 'part.mjs': WINSTON }, 'part.mjs'],
  [
    'a part of a small one that the main script imports',
    {
      'main.mjs': `import "./runtime.mjs";`,
      'runtime.mjs': `await import("./part.mjs");`,
      'part.mjs': WINSTON,
    },
    'part.mjs',
  ],
  [
    'a part that is named at the end of a large file',
    { 'main.mjs': `/*${' '.repeat(600_000)}*/ await import("./part.mjs");`, 'part.mjs': WINSTON },
    'part.mjs',
  ],
  ["a part whose name webpack's runtime makes up", { 'main.mjs': importing(''), '555.mjs': PART }, '555.mjs'],
  ['one in a folder', { 'main.mjs': importing('"chunks/"+'), 'chunks/555.mjs': PART }, '555.mjs'],
  [
    'not of another program in the same folder',
    { 'main.mjs': importing(''), '555.mjs': `export const modules = { 1() {} };`, 'other.mjs': WINSTON },
    undefined,
  ],
])('a winston that is bundled is told of %s', async (_, files, file) => {
  const app = mkdtempSync(join(folder, 'app-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(app, name)), { recursive: true });
    writeFileSync(join(app, name), text);
  }
  const { stderr, status } = await runProgram(['--require', REGISTER, join(app, 'main.mjs')], {
    OTEL_METRICS_EXPORTER: 'none',
  });
  const told = [...stderr.matchAll(/^\[tracebridge\] winston is bundled into (\S+):/gm)].map(
    ([, name]) => name,
  );
  expect({ told, status }).toEqual({ told: file === undefined ? [] : [file], status: 0 });
});
