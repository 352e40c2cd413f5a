import type { FrameworkBinding } from '../../settings.js';
import type { NodeRequest } from './handler.js';

/** Plain Node requests: whatever put a `user` on them counts. */
export const nodeBinding: FrameworkBinding<NodeRequest> = {
  userId: (request) => (request as NodeRequest & { user?: { id?: unknown } }).user?.id,
};
