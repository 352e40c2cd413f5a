import type { FrameworkBinding } from '../../settings.js';

/** Plain Node requests: whatever put a `user` on them counts. */
export const nodeBinding: FrameworkBinding<object> = {
  userId: (request) => (request as { user?: { id?: unknown } }).user?.id,
};
