import { join } from 'node:path';
import { REGISTER, runApp } from '../../support/apps/run-app.js';
import { TestProject } from '../../support/testing/project.js';

const APP = `
  const app = require('fastify')();
  app.addHook('onRequest', async function admit() {});
  app.get('/orders/:id', async function show() { return 'ok'; });
  app.listen({ port: 0 }).then(async (address) => {
    await (await fetch(address + '/orders/7')).text();
    await app.close();
  });
`;

test('@fastify/otel and @prisma/instrumentation of the dependencies are used', async () => {
  await using project = await TestProject.create(
    [
      '@opentelemetry/api',
      '@opentelemetry/instrumentation',
      'fastify',
      '@fastify/otel',
      '@prisma/instrumentation',
    ],
    {
      'package.json': JSON.stringify({
        dependencies: { '@fastify/otel': '*', '@prisma/instrumentation': '*' },
      }),
      'app.cjs': APP,
      // What Prisma's client asks for.
      'prisma.cjs': `console.log('prisma', Object.keys(globalThis).filter((key) => /PRISMA/.test(key)).length > 0);`,
    },
  );
  const run = (file: string) =>
    runApp({ args: ['--require', REGISTER, join(project.directory, file)], cwd: project.directory });
  const { spans, stderr } = await run('app.cjs');
  expect(stderr).toBe('');
  const server = spans.find(({ name }) => name === 'GET /orders/:id');
  const inTrace = spans.filter(({ traceId }) => traceId === server?.traceId).map(({ name }) => name);
  expect(inTrace).toEqual(expect.arrayContaining(['onRequest - admit', 'handler - show']));
  expect((await run('prisma.cjs')).stdout).toContain('prisma true');
});
