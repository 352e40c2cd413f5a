import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Route } from '../http/router.js';
import type { TelemetryStore } from '../store/telemetry-store.js';
import { answerOf } from '../tools/answer.js';
import { TOOLS } from '../tools/tools.js';
import { createMcpServer } from './mcp-server.js';

/** MCP over Streamable HTTP at `/mcp`, without sessions. The SDK is loaded with the first request. */
export function mcpRoute(store: TelemetryStore): Route {
  return (path, request, response) => {
    if (path !== '/mcp' || request.method !== 'POST') return false;
    serve(store, request, response).catch(() => response.destroy());
    return true;
  };
}

async function serve(
  store: TelemetryStore,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const sdk = await import('./sdk.js');
  const server = createMcpServer(sdk, (name, args) => ask(store, name, args));
  const transport = new sdk.StreamableHTTPServerTransport({
    sessionIdGenerator: undefined,
    enableJsonResponse: true,
  });
  response.once('close', () => void server.close());
  await server.connect(transport as Parameters<typeof server.connect>[0]);
  await transport.handleRequest(request, response);
}

/** @throws Error when there is no such tool */
export async function ask(
  store: TelemetryStore,
  name: string,
  args: Record<string, unknown>,
): Promise<string> {
  const tool = TOOLS.find((candidate) => candidate.name === name);
  if (tool === undefined) throw new Error(`There is no tool ${JSON.stringify(name)}`);
  return answerOf(tool, store, args);
}
