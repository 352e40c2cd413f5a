import { answerText } from '../http/answer.js';
import type { Route } from '../http/router.js';
import { ask } from '../mcp/mcp-route.js';
import type { TelemetryStore } from '../store/telemetry-store.js';

const PREFIX = '/api/tools/';

/** `GET /api/tools/<name>?argument=value`: the tools for commands and scripts, as text. */
export function toolRoute(store: TelemetryStore): Route {
  return (path, request, response) => {
    if (!path.startsWith(PREFIX) || request.method !== 'GET') return false;
    const args = Object.fromEntries(new URLSearchParams(request.url?.split('?')[1]));
    ask(store, path.slice(PREFIX.length), args).then(
      (text) => answerText(response, 200, text),
      (error: Error) => answerText(response, 404, error.message),
    );
    return true;
  };
}
