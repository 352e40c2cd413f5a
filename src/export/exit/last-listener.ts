/**
 * Adds an `exit` listener that stays the last one, so that it sees what the others log: it moves behind any listener
 * that is added later, as soon as the current call stack is done.
 * @returns removes it
 */
export function addLastExitListener(listener: () => void): () => void {
  let moving = false;
  const onNewListener = (event: string | symbol, added: unknown): void => {
    if (event !== 'exit' || added === listener || moving) return;
    moving = true;
    queueMicrotask(() => {
      moving = false;
      process.off('exit', listener);
      process.on('exit', listener);
    });
  };
  process.on('exit', listener);
  process.on('newListener', onNewListener);
  return () => {
    process.off('newListener', onNewListener);
    process.off('exit', listener);
  };
}
