import { read } from '../config/environment.js';
import { absolutePath } from '../core/absolute-path.js';
import { onDebugSwitch, rulesInForce } from '../debug/request-debug.js';
import { setDebugSecrets } from '../debug/signed-propagation.js';

/** Debug for one customer, where the environment has a secret: for the propagators that are made next. */
export function readDebugSecrets(): void {
  setDebugSecrets(read('TRACEBRIDGE_DEBUG_SECRET'));
}

/**
 * The same, where it names a file of rules. What comes into force is logged, from now on.
 * @returns ends debug of either kind
 */
export function startDebug(): () => void {
  const file = read('TRACEBRIDGE_DEBUG_RULES');
  onDebugSwitch((switched) => {
    const { tellDebugSwitch } =
      require('../logs/logger/debug-switch.js') as typeof import('../logs/logger/debug-switch.js');
    tellDebugSwitch(switched);
  });
  const endWatch = file === undefined ? undefined : watch(absolutePath(file));
  return () => {
    endWatch?.();
    onDebugSwitch(undefined);
    setDebugSecrets(undefined);
    rulesInForce.end();
  };
}

function watch(file: string): () => void {
  const { watchRules } = require('../debug/watched-rules.js') as typeof import('../debug/watched-rules.js');
  return watchRules(file, rulesInForce);
}
