import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { quietly } from '../../core/quietly.js';
import type { DebugSwitch } from '../../debug/rules-in-force.js';
import { getLogger } from './get-logger.js';

/** Each rule that comes into force or ends is a log record: who is debugged, why, by whom, until when. */
export function tellDebugSwitch({ rule, isOn, source }: DebugSwitch): void {
  const { id, userId, correlationId, level, until, by, why } = rule;
  quietly('telling of debug', () =>
    context.with(ROOT_CONTEXT, () =>
      getLogger('tracebridge.debug').info(isOn ? 'Debug switched on' : 'Debug switched off', {
        debug_rule: id,
        debug_source: source,
        debug_user_id: userId,
        debug_correlation_id: correlationId,
        debug_level: level,
        debug_until: new Date(until).toISOString(),
        debug_by: by,
        debug_why: why,
      }),
    ),
  );
}
