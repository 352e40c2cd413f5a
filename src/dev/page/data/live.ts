import type { ChangeEvent } from '../../api-types.js';

export type Connection = 'connecting' | 'live' | 'disconnected';

interface LiveListeners {
  connection(state: Connection): void;
  /** Everything may have changed: after a (re)connection, or when this page was too slow. */
  reset(): void;
  change(event: ChangeEvent): void;
  /** Everything was forgotten. */
  cleared(): void;
}

const RETRY_MILLIS = 2_000;

/** Listens to the receiver's events. A lost connection is taken up again, by the browser or, when it gives up, here. */
export function listen(listeners: LiveListeners): void {
  const source = new EventSource('/api/events');
  source.addEventListener('open', () => {
    listeners.connection('live');
    listeners.reset();
  });
  source.addEventListener('error', () => {
    listeners.connection('disconnected');
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(listeners), RETRY_MILLIS);
  });
  source.addEventListener('resync', () => listeners.reset());
  source.addEventListener('cleared', () => listeners.cleared());
  source.addEventListener('change', (event) =>
    listeners.change(JSON.parse(event.data as string) as ChangeEvent),
  );
}
