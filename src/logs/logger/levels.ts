/** `warn` is another name of `warning`, for those who ask winston for it. */
export const LEVELS = { error: 0, warning: 1, warn: 1, info: 2, debug: 3 } as const;
export type Level = Exclude<keyof typeof LEVELS, 'warn'>;
