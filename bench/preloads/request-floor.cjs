'use strict';
// What no correlation of requests can do without: an AsyncLocalStorage run, the response's header, and events of
// request and response that reach their listeners in the request's context.
const { AsyncLocalStorage } = require('node:async_hooks');
const { randomUUID } = require('node:crypto');
const { Server } = require('node:http');

const storage = new AsyncLocalStorage();
const CONTEXT = Symbol('context');
const serverEmit = Server.prototype.emit;

function emit(event, ...args) {
  const context = this[CONTEXT];
  const own = Object.getPrototypeOf(this).emit;
  if (this.listenerCount(event) === 0 || storage.getStore() === context)
    return own.call(this, event, ...args);
  return storage.run(context, () => own.call(this, event, ...args));
}

function bind(emitter, context) {
  emitter[CONTEXT] = context;
  emitter.emit = emit;
}

Server.prototype.emit = function (event, ...args) {
  if (event !== 'request') return serverEmit.call(this, event, ...args);
  const [request, response] = args;
  const context = { id: randomUUID() };
  response.setHeader('X-Correlation-ID', context.id);
  bind(request, context);
  bind(response, context);
  return storage.run(context, () => serverEmit.call(this, event, request, response));
};
