// Writes docs/api, a page for each entry of the package, from the declarations in dist: what each page shows is what a
// user's compiler sees. `--check` writes nothing and fails when a page is not current, so a change of the public surface
// shows as a change of its page. TypeDoc needs the programming interface of TypeScript 6, which TypeScript 7 has not.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const packageJson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/**
 * The statements of a declaration file. The compiler starts each one, and the comment before it, at the first column.
 * @returns {{ names: string[], comment: string, code: string, from?: string }[]}
 */
function statementsOf(file) {
  // A comment at the first column may also stand within a union of types: what is before it is then unfinished.
  const blocks = readFileSync(file, 'utf8')
    .split(/(?<=^|[;}]\n|\*\/\n)(?=\/\*\*|export |import |declare |interface |type |class )/)
    .filter((block) => block.trim() !== '');
  const statements = [];
  let comment = '';
  for (const block of blocks) {
    if (block.startsWith('/**')) {
      comment = block;
      continue;
    }
    const code = block.trim();
    const from = /from '([^']+)';$/.exec(code)?.[1];
    const list = /^(?:import|export) (?:type )?\{([^}]*)\}/.exec(code)?.[1];
    const names = list
      ?.split(',')
      .map((name) => name.replace(/^\s*type /, '').trim())
      .filter(Boolean) ?? [
      /^(?:export )?(?:declare )?(?:abstract )?(?:class|interface|type|function|const) (\w+)/.exec(code)?.[1],
    ];
    statements.push({ names, comment, code, from });
    comment = '';
  }
  return statements;
}

const files = new Map();
function fileOf(path) {
  if (!files.has(path)) files.set(path, statementsOf(path));
  return files.get(path);
}

/** Where a name that a file uses is declared; nothing when another package declares it. */
function declarationsOf(path, name) {
  const own = fileOf(path).filter(({ names, from }) => from === undefined && names.includes(name));
  if (own.length > 0) return own.map((statement) => ({ ...statement, path, name }));
  const brought = fileOf(path).find(({ names, from }) => from?.startsWith('.') && names.includes(name));
  if (brought === undefined) return [];
  return declarationsOf(resolve(dirname(path), brought.from.replace(/\.js$/, '.d.ts')), name);
}

/** Names of this package's that a declaration mentions. */
function mentioned({ path, code }) {
  const words = new Set(code.replace(/\/\*[\s\S]*?\*\/|'[^']*'/g, '').match(/(?<![\w.])[A-Za-z]\w*/g));
  const names = fileOf(path).flatMap((statement) =>
    statement.code.startsWith('export {') ? [] : statement.names,
  );
  return [...words].filter((word) => names.includes(word));
}

/** A doc comment's text and tags. */
export function parseComment(comment) {
  const text = comment
    .replace(/^\/\*\*|\*\/\s*$/g, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, ''))
    .join('\n')
    .trim();
  const parts = [''];
  let isExample = false;
  for (const line of text.split('\n')) {
    if (line.startsWith('```')) isExample = !isExample;
    // Within an example's code, a decorator may begin a line.
    if (!isExample && /^@\w/.test(line)) parts.push(line.slice(1));
    else parts.push(`${parts.pop()}\n${line}`);
  }
  const [description, ...tags] = parts;
  return {
    description: description.trim(),
    tags: tags.map((tag) => {
      const [, name, body] = /^(\w+)\s*([\s\S]*)$/.exec(tag);
      return { name, body: body.trim() };
    }),
  };
}

/** The examples of a comment, as programs. */
export function examplesOf(comment) {
  return parseComment(comment)
    .tags.filter(({ name }) => name === 'example')
    .map(({ body }) => body.replace(/^```\w*\n|\n```$/g, ''));
}

const TITLES = {
  param: 'Parameters',
  typeParam: 'Type parameters',
  returns: 'Returns',
  throws: 'Throws',
  default: 'Default',
  see: 'See',
};

function commentAsMarkdown(comment, anchors) {
  const { description, tags } = parseComment(comment);
  const linked = (text) =>
    text
      .replace(/\s*\n\s*(?!\n|- )/g, '\n')
      .replace(/\{@link ([\w.]+)\}/g, (_, name) =>
        anchors.has(name) ? `[\`${name}\`](${anchors.get(name)})` : `\`${name}\``,
      );
  const told = Object.entries(TITLES).flatMap(([tag, title]) => {
    const bodies = tags.filter(({ name }) => name === tag).map(({ body }) => linked(body));
    if (bodies.length === 0) return [];
    if (!/aram/.test(tag)) return [`${title}: ${bodies.join(' ')}`];
    return [`${title}:\n\n${bodies.map((body) => body.replace(/^(\w+)\s+/, '- `$1`: ')).join('\n')}`];
  });
  const paragraphs = description.split(/\n\n+/).map(linked);
  return [...paragraphs, ...told].filter((part) => part !== '').join('\n\n');
}

const asCode = (code) => `\`\`\`ts\n${code.replace(/^export declare /, '').replace(/^export /, '')}\n\`\`\``;

/** A name's section: each overload with what is said of it, then the examples. */
function section(name, declarations, anchors) {
  const parts = declarations.flatMap(({ comment, code }) => [
    commentAsMarkdown(comment, anchors),
    asCode(code),
  ]);
  const examples = declarations.flatMap(({ comment }) => examplesOf(comment));
  return [`## ${name}`, ...parts, ...examples.map((example) => `Example:\n\n${asCode(example)}`)]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** The entries of the package that have names: what each exports, and what else its declarations mention. */
export function entries() {
  // Where each declaration has its section: an entry that exports it too links there.
  const homes = new Map();
  return Object.entries(packageJson.exports)
    .filter(([, target]) => target.types !== undefined)
    .map(([entry, { types }]) => {
      const path = join(root, types);
      const exported = fileOf(path)
        .flatMap(({ names, code }) => (code.startsWith('export') ? names : []))
        .filter(Boolean)
        .map((name) => ({ name, declarations: declarationsOf(path, name) }));
      const module = join('tracebridge', entry);
      const elsewhere = [];
      const sections = [];
      const known = new Set();
      const place = (list, { name, declarations }) => {
        known.add(name);
        const key = `${declarations[0].path} ${name}`;
        if (homes.has(key)) elsewhere.push({ name, module: homes.get(key) });
        else list.push({ name, declarations });
        if (list === sections) homes.set(key, homes.get(key) ?? module);
        return !homes.has(key) || homes.get(key) === module;
      };
      const here = exported.filter((each) => place(sections, each));
      const mentions = [];
      const queue = here.flatMap(({ declarations }) => declarations);
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        for (const name of mentioned(next)) {
          const declarations = declarationsOf(next.path, name);
          if (known.has(name) || declarations.length === 0) continue;
          if (place(mentions, { name, declarations })) queue.push(...declarations);
        }
      }
      const lists = [sections, elsewhere, mentions].map((list) => list.sort(byName));
      return { module, lists, anchors: anchorsOf([...sections, ...mentions]) };
    })
    .filter(({ anchors }) => anchors.size > 0);
}

const fileOfModule = (module) => `${module.replace('/', '-')}.md`;

/** Letter case counts only between names that are the same without. */
function byName(a, b) {
  const [first, second] = [a.name.toLowerCase(), b.name.toLowerCase()];
  return first === second ? (a.name < b.name ? -1 : 1) : first < second ? -1 : 1;
}

/** Fragments of headings, as Markdown readers make them: of two that are the same without case, the second gets "-1". */
function anchorsOf(list) {
  const anchors = new Map();
  const taken = new Set();
  for (const { name } of list) {
    const anchor = `#${name.toLowerCase()}`;
    anchors.set(name, taken.has(anchor) ? `${anchor}-1` : anchor);
    taken.add(anchor);
  }
  return anchors;
}

function page({ module, lists: [sections, elsewhere, mentions], anchors }, homes) {
  const written = (list) => list.map(({ name, declarations }) => section(name, declarations, anchors));
  const links = elsewhere.map(
    ({ name, module: home }) => `- [\`${name}\`](${fileOfModule(home)}${homes.get(home).get(name)})`,
  );
  return [
    `<!-- Written by \`npm run docs\` from the docstrings. -->\n# ${module}`,
    ...written(sections),
    ...(links.length === 0 ? [] : ['## Described elsewhere', links.join('\n')]),
    ...(mentions.length === 0 ? [] : ['# Types that these use', ...written(mentions)]),
  ].join('\n\n');
}

function main() {
  const check = process.argv.includes('--check');
  const folder = join(root, 'docs/api');
  const all = entries();
  const homes = new Map(all.map(({ module, anchors }) => [module, anchors]));
  const pages = all.map((entry) => [fileOfModule(entry.module), `${page(entry, homes)}\n`]);
  const index = all.map(({ module }) => `- [${module}](${fileOfModule(module)})`).join('\n');
  pages.push(['README.md', `<!-- Written by \`npm run docs\` from the docstrings. -->\n# API\n\n${index}\n`]);
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of pages) {
    const path = join(folder, file);
    let current;
    try {
      current = readFileSync(path, 'utf8');
    } catch {
      // A new entry.
    }
    if (current === text) continue;
    if (!check) writeFileSync(path, text);
    else {
      console.error(
        `${relative(root, path)} is not what the source says: run \`npm run docs\` and look at the change`,
      );
      process.exitCode = 1;
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
