import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { InstrumentationNodeModuleDefinition } from '@opentelemetry/instrumentation';
import { HttpInstrumentation, type HttpInstrumentationConfig } from '@opentelemetry/instrumentation-http';
import { quietly } from '../core/quietly.js';
import { nodeBinding } from '../http/adapters/node/binding.js';
import { observeServerRequest } from '../http/observe.js';
import type { CorrelationOptions } from '../http/options.js';
import { createServerTelemetry } from '../http/server-telemetry.js';
import { type RequestSettings, resolveSettings } from '../http/settings.js';

type ServerModule = { readonly Server: { readonly prototype: Server } };
type Emit = (this: Server, event: string, ...args: unknown[]) => boolean;

/**
 * OpenTelemetry's instrumentation of `node:http` and `node:https`, which traces outgoing requests, with the bridge's
 * own observation of incoming ones in place of its own: same scope, same attributes and metric
 * (`test/behaviour/http/stock-server.test.ts` compares them), and what the bridge adds to a request anyway (correlation
 * ID, response header, logging fields) is not made beside it a second time. It takes a quarter of the time of the two.
 */
export class ServingHttpInstrumentation extends HttpInstrumentation {
  private readonly settings: RequestSettings<IncomingMessage>;

  constructor(options: CorrelationOptions<IncomingMessage>, config: HttpInstrumentationConfig) {
    super({ ...config, disableIncomingRequestInstrumentation: true });
    this.settings = {
      ...resolveSettings(options, nodeBinding),
      telemetry: createServerTelemetry(
        { name: this.instrumentationName, version: this.instrumentationVersion },
        (name, spanOptions, ctx) => this.tracer.startSpan(name, spanOptions, ctx),
      ),
    };
  }

  override init(): ReturnType<HttpInstrumentation['init']> {
    const [https, http] = super.init();
    return [this.serving(https), this.serving(http)];
  }

  /** The definition, with the server's `emit` patched and unpatched too. */
  private serving(definition: InstrumentationNodeModuleDefinition): InstrumentationNodeModuleDefinition {
    const { patch, unpatch } = definition;
    let isPatched = false;
    definition.patch = (exports: ServerModule, version) => {
      const patched = patch?.(exports, version) ?? exports;
      // `http` and `node:http` are one module, which is passed here for each of its names.
      if (!isPatched) this._wrap(exports.Server.prototype, 'emit', (emit) => this.observed(emit as Emit));
      isPatched = true;
      return patched;
    };
    definition.unpatch = (exports: ServerModule | undefined, version) => {
      unpatch?.(exports, version);
      if (isPatched && exports !== undefined) this._unwrap(exports.Server.prototype, 'emit');
      isPatched = false;
    };
    return definition;
  }

  private observed(emit: Emit): Emit {
    const instrumentation = this;
    return function (event, ...args) {
      if (event !== 'request') return emit.call(this, event, ...args);
      const [request, response] = args as [IncomingMessage, ServerResponse];
      const observation = quietly('observing a request', () =>
        observeServerRequest(request, response, instrumentation.settings, request),
      );
      const listeners = () => emit.call(this, event, request, response);
      return observation === undefined ? listeners() : observation.serve(listeners);
    };
  }
}
