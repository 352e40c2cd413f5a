import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerText } from '../http/answer.js';
import type { Route } from '../http/router.js';
import { ask } from '../mcp/mcp-route.js';
import type { TelemetryStore } from '../store/telemetry-store.js';

const PREFIX = '/api/tools/';

/** `GET /api/tools/<name>?argument=value`: the tools for commands and scripts, as text. */
export function toolRoute(store: TelemetryStore): Route {
  return (path, request, response) => {
    if (!path.startsWith(PREFIX) || request.method !== 'GET') return false;
    void answer(store, path.slice(PREFIX.length), request, response);
    return true;
  };
}

async function answer(
  store: TelemetryStore,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const args = Object.fromEntries(new URLSearchParams(request.url?.split('?')[1]));
  try {
    answerText(response, 200, await ask(store, name, args));
  } catch (error) {
    answerText(response, 404, (error as Error).message);
  }
}
