/** Requests that show what there is to see: success, refusal, bad input, a job that fails, and an ID from outside. */
const REQUESTS: readonly { readonly body: unknown; readonly headers?: Record<string, string> }[] = [
  { body: { prompt: 'a haiku about the sea' } },
  { body: { prompt: 'a limerick about a lighthouse' }, headers: { 'x-correlation-id': 'order-2024-0042' } },
  { body: { prompt: 'a story with a dragon' } },
  { body: { prompt: 'a sonnet' }, headers: { 'x-user': 'guest' } },
  { body: { prompt: '' } },
];

/** Sends the demo's requests, one after the other; tells each one's correlation ID. */
export async function sendTraffic(
  port: number,
  signal: AbortSignal,
  onAnswer: (status: number, correlationId: string) => void,
): Promise<void> {
  for (const { body, headers } of REQUESTS) {
    if (signal.aborted) return;
    const response = await fetch(`http://127.0.0.1:${port}/generate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      signal,
    });
    await response.arrayBuffer();
    onAnswer(response.status, response.headers.get('x-correlation-id') ?? 'none');
  }
}
