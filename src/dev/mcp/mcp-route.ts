import type { IncomingMessage, ServerResponse } from 'node:http';
import { answer, answerText } from '../http/answer.js';
import type { Route } from '../http/router.js';
import { type BodyReader, HttpError } from '../ingest/read-body.js';
import type { TelemetryStore } from '../store/telemetry-store.js';
import { answerOf } from '../tools/answer.js';
import { checkArguments, TOOLS } from '../tools/tools.js';
import { createMcpServer } from './mcp-server.js';

/** MCP over Streamable HTTP at `/mcp`, without sessions. The SDK is loaded with the first request. */
export function mcpRoute(store: TelemetryStore, bodies: BodyReader): Route {
  return (path, request, response) => {
    if (path !== '/mcp') return false;
    if (request.method === 'POST') serve(store, bodies, request, response).catch(() => response.destroy());
    // As the protocol asks of a server that sends nothing by itself.
    else answerText(response, 405, 'MCP is asked by POST', { allow: 'POST', connection: 'close' });
    return true;
  };
}

async function serve(
  store: TelemetryStore,
  bodies: BodyReader,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let message: unknown;
  try {
    // The SDK reads as much as comes.
    message = await bodies.read(request, (body) => JSON.parse(body.toString()) as unknown);
  } catch (error) {
    if (!(error instanceof HttpError || error instanceof SyntaxError)) throw error;
    refuse(response, error);
    return;
  }
  const sdk = await import('./sdk.js');
  const server = createMcpServer(sdk, (name, args) => ask(store, name, args));
  const transport = new sdk.StreamableHTTPServerTransport({
    sessionIdGenerator: undefined,
    enableJsonResponse: true,
  });
  response.once('close', () => void server.close());
  await server.connect(transport as Parameters<typeof server.connect>[0]);
  await transport.handleRequest(request, response, message);
}

/** Error codes of JSON-RPC 2.0. */
const PARSE_ERROR = -32_700;
const SERVER_ERROR = -32_000;

function refuse(response: ServerResponse, error: HttpError | SyntaxError): void {
  const isRead = error instanceof SyntaxError;
  const fault = isRead
    ? { code: PARSE_ERROR, message: 'The body is not JSON' }
    : { code: SERVER_ERROR, message: error.message };
  const text = JSON.stringify({ jsonrpc: '2.0', error: fault, id: null });
  answer(response, isRead ? 400 : error.status, 'application/json', text, { connection: 'close' });
}

/** @throws Error when there is no such tool, or it does not take such arguments */
export async function ask(
  store: TelemetryStore,
  name: string,
  args: Record<string, unknown>,
): Promise<string> {
  const tool = TOOLS.find((candidate) => candidate.name === name);
  if (tool === undefined) throw new Error(`There is no tool ${JSON.stringify(name)}`);
  checkArguments(tool, args);
  return answerOf(tool, store, args);
}
