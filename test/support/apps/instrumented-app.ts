import { join } from 'node:path';
import { TestProject } from '../testing/project.js';
import { nodeBinary } from './node-versions.js';
import { type AppRun, REGISTER, runApp } from './run-app.js';

/** Of the app, beside the bridge's own. */
export const INSTRUMENTATIONS = ['express', 'dns', 'winston'].map(
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

/** Runs an app that serves one request with its own instrumentations installed, to its end. */
export async function runInstrumented(
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

/** Instrumentation scopes of its spans. */
export const scopes = ({ spans }: Pick<AppRun, 'spans'>) => new Set(spans.map(({ scope }) => scope));
/** Log records of the line that the app writes while it serves. */
export const served = ({ logs }: AppRun) => logs.filter(({ body }) => body === 'served');
