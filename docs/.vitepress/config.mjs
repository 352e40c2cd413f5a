// The documentation as a site with search: `npm run docs:site` writes it to docs/.vitepress/dist.
import { readdirSync, readFileSync } from 'node:fs';

const { version, repository } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
);

const docs = new URL('..', import.meta.url);

/** A page's own first heading. */
const titleOf = (page) =>
  /^# (.+)$/m.exec(readFileSync(new URL(`${page}.md`, docs), 'utf8'))[1].replaceAll('`', '');
const items = (...pages) => pages.map((page) => ({ text: titleOf(page), link: `/${page}` }));

export default {
  title: 'tracebridge',
  description: 'Correlation IDs, winston logs, timed functions and background jobs, bridged to OpenTelemetry',
  cleanUrls: true,
  lastUpdated: false,
  // Pages link to files of the repository too, which the site has not.
  ignoreDeadLinks: [/^\.\/\.\.\//, /^\.\.\//, /localhost/, /\.(json|py|java|go|sql)$/i],
  // The pages are plain Markdown: what looks like an element in them is text.
  markdown: {
    config(md) {
      const text = (tokens, index) => {
        const { content } = tokens[index];
        return content.startsWith('<!--') ? '' : md.utils.escapeHtml(content);
      };
      md.renderer.rules.html_inline = text;
      md.renderer.rules.html_block = text;
    },
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [{ text: version, link: '/' }],
    socialLinks: repository ? [{ icon: 'github', link: repository.url ?? repository }] : [],
    sidebar: [
      {
        text: 'Use',
        items: items(
          'getting-started',
          'http',
          'timed',
          'workers',
          'keep',
          'debug',
          'log-presets',
          'testing',
          'instrumentations',
        ),
      },
      { text: 'See', items: items('dev', 'doctor', 'troubleshooting') },
      {
        text: 'Run',
        items: items('configuration', 'running', 'bundling', 'backends', 'kubernetes', 'aws', 'scaling'),
      },
      {
        text: 'Rely on',
        items: items(
          'correlation-id',
          'reliability',
          'security',
          'transparency',
          'performance',
          'values',
          'conformance',
        ),
      },
      { text: 'API', collapsed: true, items: apiPages() },
      {
        text: 'Work on it',
        collapsed: true,
        items: items('architecture', 'internals', 'migration', 'third-party'),
      },
    ],
  },
};

function apiPages() {
  return readdirSync(new URL('api', docs))
    .filter((name) => name !== 'README.md')
    .map((name) => name.replace('.md', ''))
    .map((name) => ({ text: name.replace('-', '/'), link: `/api/${name}` }));
}
