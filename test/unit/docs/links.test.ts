import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { parseSync } from '@swc/core';
import { FENCE, linksOf } from '../../support/markdown.js';

const ROOT = join(__dirname, '../../..');
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`),
]
  .filter((name) => name.endsWith('.md'))
  .map((name) => [name, readFileSync(join(ROOT, name), 'utf8')] as const);

/** Anchors as GitHub makes them of headings. */
function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of text.replace(FENCE, '').matchAll(/^#{1,6} +(.+)$/gm)) {
    const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[`*]/g, '');
    const base = plain
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-');
    let anchor = base;
    for (let n = 1; anchors.has(anchor); n++) anchor = `${base}-${n}`;
    anchors.add(anchor);
  }
  return anchors;
}

test.each(PAGES)('links of %s lead somewhere', (page, text) => {
  const broken = linksOf(text).filter((link) => {
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? join(ROOT, page) : resolve(ROOT, dirname(page), path);
    if (relative(ROOT, target).startsWith('..') || !existsSync(target)) return true;
    return anchor !== undefined && !anchorsOf(readFileSync(target, 'utf8')).has(anchor);
  });
  expect(broken).toEqual([]);
});

/** Folders and files by their whole path, with or without what comes after the name. Those of Node.js are its own. */
test.each(PAGES)('files that %s names are there', (_page, text) => {
  const missing = [...text.matchAll(/`((?:test|src|scripts|bench)\/(?!parallel\/)[\w./-]+)`/g)]
    .map(([, path = '']) => join(ROOT, path))
    .filter((path) => {
      const folder = dirname(path);
      return (
        !existsSync(path) && !readdirSync(folder).some((name) => join(folder, name).startsWith(`${path}.`))
      );
    });
  expect(missing).toEqual([]);
});

const SYNTAX: Readonly<Record<string, 'ecmascript' | 'typescript'>> = {
  js: 'ecmascript',
  cjs: 'ecmascript',
  mjs: 'ecmascript',
  javascript: 'ecmascript',
  ts: 'typescript',
  typescript: 'typescript',
};

// ```js fragment marks what is no program by itself.
const blocks = PAGES.flatMap(([page, text]) =>
  [...text.matchAll(FENCE)]
    .map(([, , info = '', code = ''], index) => ({ page, index, info: info.trim().split(/\s+/), code }))
    .filter(({ info: [language = '', mark] }) => language in SYNTAX && mark !== 'fragment')
    .map(({ index, info: [language = ''], code }) => [page, index, language, code] as const),
);

test('there are blocks of code to look at', () => {
  expect(blocks.length).toBeGreaterThan(10);
});

test.each(blocks)('%s: block %i of %s parses', (_page, _index, language, code) => {
  const syntax = SYNTAX[language] as 'ecmascript' | 'typescript';
  expect(() => parseSync(code, { syntax, decorators: true, target: 'es2022' })).not.toThrow();
});

test('every page of docs/ is on the index of the site and in its sidebar', () => {
  const sidebar = readFileSync(join(ROOT, 'docs/.vitepress/config.mjs'), 'utf8');
  const index = readFileSync(join(ROOT, 'docs/index.md'), 'utf8');
  for (const [name] of PAGES) {
    const page = /^docs\/(.+)\.md$/.exec(name)?.[1];
    if (page === undefined || page === 'index') continue;
    expect(sidebar).toContain(`'${page}'`);
    if (page !== 'third-party') expect(index).toContain(`(${page}.md)`);
  }
});

test('the files and tests that docs/internals.md names are there', () => {
  const text = readFileSync(join(ROOT, 'docs/internals.md'), 'utf8');
  const rows = [...text.matchAll(/^\| (?!package|-)(.+) \|$/gm)].map(([, row]) => row!.split(/ +\| +/));
  expect(rows.length).toBeGreaterThan(30);
  const missing = rows.flatMap(([, , , files = '', , tests = '']) => {
    // `logs/winston/logger-class, loaded-loggers; sdk/require-hook`: the folder holds up to the semicolon.
    const sources = files.split('; ').flatMap((group) => {
      const [first = '', ...others] = group.trim().split(', ');
      return [first, ...others.map((name) => join(dirname(first), name))].map((name) => `src/${name}`);
    });
    const [, project = 'behaviour', name] = /^(?:(\w+) )?`(.+)`$/.exec(tests.trim()) ?? [];
    const noticed = [`test/${project}/${name}.test.ts`, `test/${project}/${name}`];
    const isThere = (path: string) => existsSync(join(ROOT, path));
    return [
      ...sources.filter((path) => !isThere(path) && !isThere(`${path}.ts`)),
      ...(noticed.some(isThere) ? [] : noticed),
    ];
  });
  expect(missing).toEqual([]);
});
