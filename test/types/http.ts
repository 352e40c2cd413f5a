// Compiled, never run: each framework takes what `correlation` gives.
import { createServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import { correlation as forExpress } from '../../src/express.js';
import { correlation as forFastify } from '../../src/fastify.js';
import { correlation as forHono } from '../../src/hono.js';
import { correlation as forHttp } from '../../src/http.js';
import { correlation as forKoa, type KoaContext } from '../../src/koa.js';

express().use(forExpress());
express().use(forExpress({ getUserId: (request) => request.get('x-user'), ignorePaths: ['/a', /b/] }));

fastify().register(forFastify);
fastify().register(forFastify, { getUserId: (request) => request.headers['x-user'] });
fastify().register(forFastify({ trustProxy: 1 }));

new Hono().use(forHono({ getUserId: (c) => c.get('user') }));
new Hono<{ Variables: { user: { id: string } } }>().use(forHono());

createServer(forHttp((_request, response) => response.end()));
createServer(forHttp({ requestLogs: false })(async (_request, response) => void response.end()));
createHttp2Server(forHttp((_request, response) => response.end()));

interface AppContext extends KoaContext {
  readonly tenant: string;
}
forKoa({ getUserId: (ctx: AppContext) => ctx.tenant });

// @ts-expect-error an unknown trust
forExpress({ trust: 'always' });
// @ts-expect-error the options of a middleware, not of start()
forFastify({ serviceName: 'orders' });
