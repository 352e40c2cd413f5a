import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');

interface Example {
  readonly name: string;
  readonly examples: string[];
}

/** Each name that the package exports, with the examples of its docstring. */
function exportedNames(): Example[] {
  const program = `
    import { entries, examplesOf } from '${join(ROOT, 'scripts/api-docs.mjs')}';
    const names = entries().flatMap(({ module, lists: [own] }) => own.map(({ name, declarations }) => ({
      name: module + ' ' + name,
      examples: declarations.flatMap(({ comment }) => examplesOf(comment)),
    })));
    process.stdout.write(JSON.stringify(names));`;
  return JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }),
  );
}

test('docs/api is what the declarations of the package say: a change of the public surface is a change there', () => {
  execFileSync(process.execPath, [join(ROOT, 'scripts/api-docs.mjs'), '--check']);
});

// The compiler loads the types of all frameworks.
jest.setTimeout(120_000);

test('each exported name has an example, and all examples compile', () => {
  const names = exportedNames();
  expect(names.length).toBeGreaterThan(80);
  expect(names.filter(({ examples }) => examples.length === 0)).toEqual([]);
  const folder = mkdtempSync(join(tmpdir(), 'tracebridge-examples-'));
  try {
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const options = {
      extends: join(ROOT, 'tsconfig.json'),
      compilerOptions: {
        noEmit: true,
        rootDir: '/',
        noUnusedLocals: false,
        experimentalDecorators: false,
        types: ['node', 'jest'],
        paths: { tracebridge: [join(ROOT, 'dist/index.d.ts')], 'tracebridge/*': [join(ROOT, 'dist/*.d.ts')] },
      },
      include: ['.'],
    };
    writeFileSync(join(folder, 'koa.d.ts'), "declare module 'koa';"); // It has no types of its own.
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(options));
    // Module files, so that an example may await at its top.
    const all = names.flatMap(({ name, examples }) => examples.map((example) => ({ name, example })));
    for (const [index, { name, example }] of all.entries())
      writeFileSync(join(folder, `${index}-${name.replace(/\W/g, '-')}.mts`), `${example}\n`);
    compile(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

function compile(folder: string): void {
  try {
    execFileSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', folder], { encoding: 'utf8' });
  } catch (error) {
    throw new Error((error as { stdout: string }).stdout);
  }
}
