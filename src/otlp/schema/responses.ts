import type { MessageTable } from './message.js';

/** Answers of a collector: the same fields for all signals, whatever the messages are called. */
export const RESPONSES = {
  /** `Export…ServiceResponse`. */
  ExportResponse: { partialSuccess: [1, 'ExportPartialSuccess'] },
  ExportPartialSuccess: { rejected: [1, 'int64'], errorMessage: [2, 'string'] },
  /** `google.rpc.Status`, of an error answer. */
  RpcStatus: { code: [1, 'int64'], message: [2, 'string'] },
} as const satisfies MessageTable;
