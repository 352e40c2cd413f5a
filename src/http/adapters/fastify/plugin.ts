import type { FastifyInstance, FastifyPluginCallback, FastifyRequest, RegisterOptions } from 'fastify';
import { DISPLAY_NAME, SKIP_OVERRIDE } from '../../../core/globals.js';
import { findObservation, observeServerRequest } from '../../observe.js';
import type { CorrelationOptions } from '../../options.js';
import { type FrameworkBinding, resolveSettings } from '../../settings.js';

type Options = CorrelationOptions<FastifyRequest>;

const BINDING: FrameworkBinding<FastifyRequest> = {
  userId: (request) => (request as FastifyRequest & { user?: { id?: unknown } }).user?.id,
  clientAddress: (request) => request.ip,
  route: (request) => request.routeOptions.url,
};

/**
 * Fastify plugin, for Fastify 5: `app.register(correlation)`, `app.register(correlation, options)` or
 * `app.register(correlation(options))`, before the routes.
 * @throws BridgeError TRACEBRIDGE_INVALID_OPTION
 * @example
 * ```ts
 * import fastify from 'fastify';
 * import { correlation } from 'tracebridge/fastify';
 *
 * const app = fastify();
 * await app.register(correlation());
 * ```
 */
export function correlation(options?: Options): FastifyPluginCallback;
export function correlation(instance: FastifyInstance, options: Options, done: () => void): void;
export function correlation(
  first?: Options | FastifyInstance,
  options?: Options,
  done?: () => void,
): FastifyPluginCallback | undefined {
  if (done !== undefined) {
    addHooks(first as FastifyInstance, ownOptions(options ?? {}));
    done();
    return undefined;
  }
  const given = (first === undefined ? {} : first) as Options;
  // Checked where the app says it, not when Fastify loads its plugins.
  resolveSettings(given, BINDING);
  return asAppPlugin((instance: FastifyInstance, _options: unknown, loaded: () => void) => {
    addHooks(instance, given);
    loaded();
  });
}

/** Fastify hands a plugin its own options of `register` too. */
function ownOptions(options: Options): Options {
  const { prefix, logLevel, logSerializers, ...own } = options as Options & RegisterOptions;
  return own;
}

asAppPlugin(correlation);

function asAppPlugin<Plugin extends object>(plugin: Plugin): Plugin {
  return Object.assign(plugin, { [SKIP_OVERRIDE]: true, [DISPLAY_NAME]: 'tracebridge' });
}

function addHooks(instance: FastifyInstance, options: Options): void {
  const settings = resolveSettings(options, BINDING);
  instance.addHook('onRequest', (request, reply, done) => {
    observeServerRequest(request.raw, reply.raw, settings, request).run(done);
  });
  instance.addHook('onError', (request, _reply, error, done) => {
    findObservation(request.raw)?.fail(error);
    done();
  });
}
