import { join } from 'node:path';
import { NODE_VERSIONS, nodeBinary } from '../../support/apps/node-versions.js';
import { type AppRun, REGISTER, runApp } from '../../support/apps/run-app.js';
import { TestProject } from '../../support/testing/project.js';

const TIMEOUT_MILLIS = 180_000;
const INSTRUMENTATIONS = ['express', 'dns', 'winston'].map(
  (name) => `@opentelemetry/instrumentation-${name}`,
);
const PACKAGES = ['@opentelemetry/api', 'express', 'winston', 'pino', '@opentelemetry/instrumentation'];

const BODY = `
  const app = express();
  app.get('/', async (_request, response) => {
    winston.createLogger({ transports: [new winston.transports.Console()] }).info('served');
    await dns.lookup('localhost');
    response.send('ok');
  });
  const server = createServer(app).listen(0, '127.0.0.1', async () => {
    await (await fetch('http://127.0.0.1:' + server.address().port)).text();
    server.close();
    server.closeAllConnections();
  });
`;
const COMMON = `
  const dns = require('node:dns/promises');
  const { createServer } = require('node:http');
  const express = require('express');
  const winston = require('winston');
  ${BODY}`;
const MODULES = `
  import dns from 'node:dns/promises';
  import { createServer } from 'node:http';
  import express from 'express';
  import winston from 'winston';
  ${BODY}`;

function dependencies(names: readonly string[]): string {
  return JSON.stringify({ dependencies: Object.fromEntries(names.map((name) => [name, '*'])) });
}

async function run(
  file: string,
  options: {
    names?: readonly string[];
    env?: Record<string, string>;
    version?: string;
    args?: string[];
  } = {},
): Promise<AppRun> {
  const { names = INSTRUMENTATIONS, env = {}, version = '24.21.0', args = ['--require', REGISTER] } = options;
  await using project = await TestProject.create([...PACKAGES, ...INSTRUMENTATIONS], {
    'package.json': dependencies(names),
    'app.cjs': COMMON,
    'app.mjs': MODULES,
    'passed.cjs': `
      const { ExpressInstrumentation } = require('@opentelemetry/instrumentation-express');
      const { WinstonInstrumentation } = require('@opentelemetry/instrumentation-winston');
      require('tracebridge').start({ instrumentations: [[new ExpressInstrumentation()], new WinstonInstrumentation()] });
      require('./app.cjs');`,
  });
  return await runApp({
    node: await nodeBinary(version),
    args: [...args, join(project.directory, file)],
    cwd: project.directory,
    env,
  });
}

const scopes = ({ spans }: Pick<AppRun, 'spans'>) => new Set(spans.map(({ scope }) => scope));
const served = ({ logs }: AppRun) => logs.filter(({ body }) => body === 'served');

describe.each(NODE_VERSIONS)('Node.js %s', (version) => {
  test.each(['app.cjs', 'app.mjs'])(
    "%s: the app's own instrumentations are used, http and winston not doubled",
    async (file) => {
      const result = await run(file, { version });
      expect(result.stderr).toBe('');
      expect(scopes(result)).toEqual(
        new Set([
          '@opentelemetry/instrumentation-http',
          '@opentelemetry/instrumentation-undici',
          '@opentelemetry/instrumentation-express',
          '@opentelemetry/instrumentation-dns',
        ]),
      );
      expect(result.spans.filter(({ kind }) => kind === 'server')).toHaveLength(1);
      expect(served(result)).toHaveLength(1);
      const { traceId } = result.spans.find(({ kind }) => kind === 'server') ?? {};
      const ofTrace = result.spans.filter((span) => span.traceId === traceId);
      expect(scopes({ spans: ofTrace })).toEqual(scopes(result));
    },
    TIMEOUT_MILLIS,
  );
});

test(
  'only those in the dependencies are used',
  async () => {
    const result = await run('app.cjs', { names: ['@opentelemetry/instrumentation-dns'] });
    expect(scopes(result)).not.toContain('@opentelemetry/instrumentation-express');
    expect(scopes(result)).toContain('@opentelemetry/instrumentation-dns');
  },
  TIMEOUT_MILLIS,
);

test.each([
  ['OTEL_NODE_DISABLED_INSTRUMENTATIONS', 'express,undici', ['http', 'dns']],
  ['OTEL_NODE_ENABLED_INSTRUMENTATIONS', 'express,http', ['http', 'express']],
])(
  '%s=%s',
  async (variable, value, expected) => {
    const result = await run('app.cjs', { env: { [variable]: value } });
    expect(scopes(result)).toEqual(new Set(expected.map((name) => `@opentelemetry/instrumentation-${name}`)));
  },
  TIMEOUT_MILLIS,
);

test(
  'one that is not installed is told in one line, and the app runs',
  async () => {
    const result = await run('app.cjs', {
      names: ['@opentelemetry/instrumentation-absent', ...INSTRUMENTATIONS],
    });
    expect(result.code).toBe(0);
    expect(result.stderr).toMatch(
      /^\[tracebridge\] @opentelemetry\/instrumentation-absent can't be loaded and is left out: .*\n$/,
    );
    expect(served(result)).toHaveLength(1);
  },
  TIMEOUT_MILLIS,
);

test(
  'instances that code passes to start(); one of ours is left out',
  async () => {
    const result = await run('passed.cjs', { names: [], args: [] });
    expect(scopes(result)).toContain('@opentelemetry/instrumentation-express');
    expect(served(result)).toHaveLength(1);
    expect(result.stderr).toBe(
      '[tracebridge] @opentelemetry/instrumentation-winston is left out: tracebridge has its own\n',
    );
  },
  TIMEOUT_MILLIS,
);
