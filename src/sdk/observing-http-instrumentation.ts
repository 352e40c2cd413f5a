import http, { type IncomingMessage, type RequestOptions, type ServerResponse } from 'node:http';
import net from 'node:net';
import type { Duplex } from 'node:stream';
import { type Attributes, type Span, SpanKind } from '@opentelemetry/api';
import { HttpInstrumentation, type HttpInstrumentationConfig } from '@opentelemetry/instrumentation-http';
import { lambdaRuntimeApi } from '../config/environment.js';
import { quietly } from '../core/quietly.js';
import { replaceMethod } from '../core/replace-method.js';
import { nodeBinding } from '../http/adapters/node/binding.js';
import { clientDurations } from '../http/client/client-durations.js';
import type { ClientTelemetry } from '../http/client/client-telemetry.js';
import { observeClientRequests } from '../http/client/observe.js';
import { readHeader } from '../http/client/request-headers.js';
import type { RequestObservation } from '../http/observation.js';
import { observeServerRequest } from '../http/observe.js';
import { observeUpgrade } from '../http/observe-upgrade.js';
import type { CorrelationOptions } from '../http/options.js';
import { createServerTelemetry } from '../http/server-telemetry.js';
import { type RequestSettings, resolveSettings } from '../http/settings.js';

type Emit = (this: net.Server, event: string, ...args: unknown[]) => boolean;

/** What the bridge uses of its parent, whose types hide it; the dependency's version is exact. */
interface Inherited {
  _startHttpSpan(name: string, options: { kind: SpanKind; attributes: Attributes }): Span;
  readonly _headerCapture: {
    readonly client: {
      captureRequestHeaders(read: (name: string) => unknown): Attributes;
      captureResponseHeaders(read: (name: string) => unknown): Attributes;
    };
  };
}

/**
 * OpenTelemetry's instrumentation of `node:http` and `node:https`, by name, configuration, spans and metrics
 * (`test/behaviour/http/stock-*.test.ts` compare them on the wire), with the bridge's way to observe: outgoing
 * requests by Node's diagnostics channel, their arguments untouched, where the stock one rebuilds them; incoming ones
 * once for span, correlation ID, response header and logging fields, in a quarter of the time of two.
 */
export class ObservingHttpInstrumentation extends HttpInstrumentation {
  private readonly settings: RequestSettings<IncomingMessage>;
  private undo: readonly (() => void)[] = [];

  constructor(options: CorrelationOptions<IncomingMessage>, config: HttpInstrumentationConfig = {}) {
    // Enabled below: here, the fields above are not there yet.
    super({ ...config, enabled: false });
    this.setConfig(config);
    this.settings = {
      ...resolveSettings(options, nodeBinding),
      telemetry: createServerTelemetry(this.scope(), (name, spanOptions, ctx) =>
        this.tracer.startSpan(name, spanOptions, ctx),
      ),
    };
    if (this.getConfig().enabled) this.enable();
  }

  /** No module is patched when it is loaded: the built-in ones are there. */
  override init(): ReturnType<HttpInstrumentation['init']> {
    return [] as unknown as ReturnType<HttpInstrumentation['init']>;
  }

  override enable(): void {
    if (this.isEnabled()) return;
    super.enable();
    this.undo = [
      observeClientRequests(this.clientTelemetry()),
      // What the servers of `node:http` and of `node:https` inherit: loading the second one costs start-up 10 ms.
      replaceMethod(net.Server.prototype, 'emit', (emit) => this.observed(emit as Emit)),
    ];
  }

  override disable(): void {
    super.disable();
    for (const undo of this.undo) undo();
    this.undo = [];
  }

  private observed(emit: Emit): Emit {
    const instrumentation = this;
    return function (event, ...args) {
      const observation = instrumentation.observe(this, event, args);
      if (observation === undefined) return emit.call(this, event, ...args);
      return observation.serve(() => emit.call(this, event, ...args));
    };
  }

  /** Of the events that a server tells a request by. */
  private observe(server: net.Server, event: string, args: unknown[]): RequestObservation | undefined {
    const { settings } = this;
    const [request, response] = args as [IncomingMessage, ServerResponse & Duplex];
    switch (event) {
      case 'request':
      case 'checkContinue':
      case 'checkExpectation':
        if (!this.isObserved(server, request, response)) return undefined;
        return quietly('observing a request', () =>
          observeServerRequest(request, response, settings, request),
        );
      case 'upgrade':
      case 'connect':
        if (!this.isObserved(server, request, response)) return undefined;
        return quietly('observing an upgrade', () => observeUpgrade(request, response, settings));
      default:
        return undefined;
    }
  }

  private isObserved(server: net.Server, request: IncomingMessage, response: Duplex): boolean {
    if (!isHttpServer(server) || !areMessages(request, response)) return false;
    return !this.getConfig().disableIncomingRequestInstrumentation;
  }

  private scope() {
    return { name: this.instrumentationName, version: this.instrumentationVersion };
  }

  private clientTelemetry(): ClientTelemetry {
    const inherited = this as unknown as Inherited;
    const config = () => this.getConfig();
    // In Lambda the runtime asks for each event by a request of this process.
    const runtimeApi = lambdaRuntimeApi();
    const hook = <T>(name: string, call: () => T) => quietly(`${name} of the HTTP instrumentation`, call);
    return {
      get redactedQueryParams() {
        return config().redactedQueryParams;
      },
      get enableSyntheticSourceDetection() {
        return config().enableSyntheticSourceDetection;
      },
      isIgnored(options) {
        const { disableOutgoingRequestInstrumentation, ignoreOutgoingRequestHook: ignore } = config();
        if (disableOutgoingRequestInstrumentation) return true;
        if (runtimeApi !== undefined && addressOf(options()) === runtimeApi) return true;
        return ignore !== undefined && hook('ignoreOutgoingRequestHook', () => ignore(options())) === true;
      },
      startAttributes(options) {
        const { startOutgoingSpanHook: start } = config();
        return start && hook('startOutgoingSpanHook', () => start(options()));
      },
      startSpan: (name, attributes) => inherited._startHttpSpan(name, { kind: SpanKind.CLIENT, attributes }),
      onRequest(span, request) {
        const { requestHook } = config();
        if (requestHook) hook('requestHook', () => requestHook(span, request));
      },
      onResponse(span, request, response) {
        const { responseHook } = config();
        if (responseHook) hook('responseHook', () => responseHook(span, response));
        const { client } = inherited._headerCapture;
        span.setAttributes(client.captureRequestHeaders((name) => readHeader(request, name)));
        span.setAttributes(client.captureResponseHeaders((name) => response.headers[name]));
      },
      onEnd(span, request, response) {
        const { applyCustomAttributesOnSpan: apply } = config();
        if (apply) hook('applyCustomAttributesOnSpan', () => apply(span, request, response));
      },
      recordDuration: clientDurations(this.scope(), 'Duration of HTTP client requests.'),
    };
  }
}

/** Not what an app's tests emit: nothing, or less than a request and its response. */
function areMessages(
  request: Partial<IncomingMessage> | undefined,
  response: Partial<Duplex> | undefined,
): boolean {
  return typeof request?.headers === 'object' && typeof response?.prependListener === 'function';
}

/** Not one of `node:http2`, nor a plain one whose events the app has named so. */
function isHttpServer(server: net.Server): boolean {
  return server instanceof http.Server || server instanceof process.getBuiltinModule('node:https').Server;
}

function addressOf({ hostname, host, port }: RequestOptions): string {
  return `${hostname ?? host ?? 'localhost'}:${port ?? 80}`;
}
