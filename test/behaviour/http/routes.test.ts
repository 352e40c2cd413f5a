import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Item, REGISTER, ROOT, runApp } from '../../support/apps/run-app.js';

const folder = mkdtempSync(join(tmpdir(), 'routes-'));
/** Under its own name, by which a package is known, and under one that the package.json of the working directory gives it. */
const EXPRESS_4 = join(folder, 'node_modules/express');
const ALIASED = join(folder, 'node_modules/our-express');

beforeAll(() => {
  for (const to of [EXPRESS_4, ALIASED])
    cpSync(join(ROOT, 'node_modules/express-4'), to, { recursive: true });
  const dependencies = { 'our-express': 'npm:express@^4' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ dependencies }));
});
afterAll(() => rmSync(folder, { recursive: true }));

const COMMON = {
  '/orders/42': '/orders/:id',
  '/failing/42': '/failing/:id',
  '/shops/7/items/9': '/shops/:shop/items/:item',
  '/nowhere': undefined,
};
const EXPRESS = {
  ...COMMON,
  '/one': '/one,/other',
  '/pattern/12': '/^\\/pattern\\/(\\d+)$/',
  '/shops/7/items': '/shops/:shop/items',
  '/shops/7/items/9/failing': '/shops/:shop/items/:item/failing',
  '/admin/users/3': '/admin/users/:user',
  '/admin/failing/3': undefined,
  '/failing/param/42': '/failing/param/:refused',
  '/shops/7/items/failing/9': '/shops/:shop/items/failing/:refused',
};
const FASTIFY = {
  ...COMMON,
  '/failing/hook/42': '/failing/hook/:id',
  '/failing/sent/42': '/failing/sent/:id',
  '/failing/serialized/42': '/failing/serialized/:id',
  '/refused/42': '/refused/:id',
  '/invalid/42': '/invalid/:id',
  '/%E0%A4%A': undefined,
};
const HONO = {
  ...COMMON,
  '/failing/later/42': '/failing/later/:id',
  '/failing/middleware': undefined,
  '/failing/handled/42': '/failing/handled/:id',
  '/mounted/failing/42': '/mounted/failing/:id',
};
const NEST = {
  '/api/orders/42': '/api/orders/:id',
  '/api/failing/42': '/api/failing/:id',
  '/api/failing/guarded/42': '/api/failing/guarded/:id',
  '/api/failing/filtered/42': '/api/failing/filtered/:id',
  '/nowhere': undefined,
};

test.each<[string, string, Record<string, string | undefined>, Record<string, string>?]>([
  [
    'Express 4',
    'express.cjs',
    EXPRESS,
    { FIXTURE_EXPRESS: EXPRESS_4, NODE_PATH: join(ROOT, 'node_modules') },
  ],
  [
    'Express 4 under another name',
    'express.cjs',
    EXPRESS,
    { FIXTURE_EXPRESS: ALIASED, NODE_PATH: join(ROOT, 'node_modules') },
  ],
  ['Express 5', 'express.cjs', EXPRESS, { FIXTURE_EXPRESS: 'express' }],
  ['router, imported by an ES module', 'router.mjs', COMMON],
  ['Fastify', 'fastify.cjs', FASTIFY],
  ['Koa', 'koa.mjs', { ...COMMON, '/handled': '/handled', '/admin/users/3': '/admin/users/:user' }],
  ['Hono, an ES module', 'hono/app.mjs', HONO],
  ['Hono, CommonJS', 'hono/app.cjs', HONO],
  ['NestJS on Express', 'nest/app.cjs', NEST, { FIXTURE_PLATFORM: 'express' }],
  ['NestJS, an ES module', 'nest/app.mjs', NEST, { FIXTURE_PLATFORM: 'express' }],
  ['NestJS on Fastify', 'nest/app.cjs', NEST, { FIXTURE_PLATFORM: 'fastify' }],
])(
  '%s: routes and errors by the preload alone, and no spans but the requests’',
  async (_, app, routes, env = {}) => {
    const { code, stderr, spans } = await runApp({
      args: ['--require', REGISTER, join(ROOT, 'test/fixtures/http/routes', app)],
      cwd: folder,
      env: {
        ...env,
        // Express prints no errors then.
        NODE_ENV: 'test',
        FIXTURE_PATHS: JSON.stringify(Object.keys(routes)),
        OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'undici',
        OTEL_LOGS_EXPORTER: 'none',
      },
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const named = spans.map(({ name, attributes }) => [
      attributes['url.path'],
      [name, attributes['http.route']],
    ]);
    const expected = Object.entries(routes).map(([path, route]) => [
      path,
      [route === undefined ? 'GET' : `GET ${route}`, route],
    ]);
    expect(Object.fromEntries(named)).toEqual(Object.fromEntries(expected));
    expect(spans).toHaveLength(Object.keys(routes).length);
    const failing = spans.filter(({ attributes }) => /failing|handled/.test(attributes['url.path']));
    for (const { status, events } of failing) {
      expect(status.code).toBe('error');
      expect(events.map(({ attributes }: Item) => attributes['exception.message'])).toEqual(['mine']);
    }
  },
  60_000,
);

test('a route that the app puts on the span of its request is the route, also just after the response from a router that traces by itself', async () => {
  const { code, stderr, spans, metrics } = await runApp({
    args: ['--require', REGISTER, join(ROOT, 'test/fixtures/http/routes/told.cjs')],
    env: {
      FIXTURE_PATHS: JSON.stringify(['/orders/42', '/elsewhere', '/late/42']),
      OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'undici',
    },
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const names = ['GET /orders/[id]', 'GET /{*path}', 'GET /late/[id]'];
  const ofRequests = spans.filter(({ attributes }) => attributes['url.path'] !== undefined);
  expect(ofRequests.map(({ name }) => name)).toEqual(names);
  const durations = metrics.filter(({ name }) => name === 'http.server.request.duration');
  expect(durations.map(({ attributes }) => `GET ${attributes['http.route']}`).sort()).toEqual(names.sort());
});
