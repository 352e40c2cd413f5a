import { randomUUID } from 'node:crypto';
import { AppProcess } from '../../support/http/app-process.js';
import { type EchoServer, startEchoServer } from '../../support/http/echo-server.js';
import { type SpanReceiver, startSpanReceiver } from '../../support/http/span-receiver.js';
import { describeCorrelationIds } from './suite/correlation-ids.js';
import { describeErrors } from './suite/errors.js';
import { describeRequestLogs } from './suite/request-logs.js';
import { describeResponses } from './suite/responses.js';
import { describeSpans } from './suite/spans.js';

/** What one framework's fixture can do; every fixture has the routes of test/fixtures/http/bridge.cjs. */
export interface Framework {
  readonly name: string;
  /** Path of the fixture from the project's root. */
  readonly fixture: string;
  /** Environment of the fixture. */
  readonly env?: NodeJS.ProcessEnv;
  /** `http.route` of GET /users/7; undefined for a framework without routes. */
  readonly userRoute: string | undefined;
  /** A route in nested routers: its path, and its `http.route`. */
  readonly nested?: { readonly path: string; readonly route: string };
  /** Whether an error with a status below 500 becomes an answer of that status. */
  readonly mapsClientErrors: boolean;
}

/** What the tests of a suite get at: the app and the telemetry of its process. */
export interface Running {
  app: AppProcess;
  receiver: SpanReceiver;
  echo: EchoServer;
  /** Whether outgoing requests of node:http carry our headers. */
  instrumentsHttp: boolean;
  /** Whether the preload logs requests, those that a middleware ignores included. */
  preloadLogs: boolean;
}

/** How the bridge gets into the process. */
export interface Mode {
  readonly name: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

const PRELOAD: Mode = { name: 'with the preload', args: ['--require', './dist/register.js'], env: {} };

export const MODES: readonly Mode[] = [
  PRELOAD,
  {
    name: 'with the preload that logs requests too',
    args: PRELOAD.args,
    env: { TRACEBRIDGE_REQUEST_LOGS: 'true' },
  },
  {
    name: 'without the instrumentation of http',
    args: PRELOAD.args,
    env: { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'http' },
  },
];

/** The behaviour that every framework has, against real sockets. */
export function describeFramework(framework: Framework): void {
  describe.each(MODES)(`${framework.name}, $name`, (mode) => {
    const running = {} as Running;

    beforeAll(async () => {
      running.preloadLogs = mode.env.TRACEBRIDGE_REQUEST_LOGS === 'true';
      running.instrumentsHttp = mode.env.OTEL_NODE_DISABLED_INSTRUMENTATIONS === undefined;
      running.receiver = await startSpanReceiver();
      running.echo = await startEchoServer();
      running.app = await AppProcess.start(framework.fixture, mode.args, {
        OTEL_EXPORTER_OTLP_ENDPOINT: running.receiver.url,
        OTEL_BSP_SCHEDULE_DELAY: '20',
        OTEL_METRICS_EXPORTER: 'none',
        OTEL_LOGS_EXPORTER: 'none',
        FIXTURE_ECHO_URL: running.echo.url,
        ...mode.env,
        ...framework.env,
      });
    });

    afterAll(async () => {
      await running.app?.stop();
      await running.receiver?.close();
      await running.echo?.close();
    });

    describeCorrelationIds(running);
    describeResponses(running);
    describeErrors(running, framework);
    describeRequestLogs(running);
    describeSpans(running, framework);
  });
}

/** An ID that no other test uses, so that lines and spans can be told apart. */
export function newId(): string {
  return randomUUID();
}
