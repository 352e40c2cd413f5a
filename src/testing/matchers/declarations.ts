import type {} from 'expect';
import type {} from 'vitest';
import type { TelemetryMatchers } from './expected.js';

// The two imports only load the modules here; the published declarations are without them, and may extend modules that
// are not installed: those of the test runners that an app doesn't use. Type parameters must be the original ones.

declare global {
  namespace jest {
    // biome-ignore lint/complexity/noBannedTypes: as in @types/jest
    interface Matchers<R, T = {}> extends TelemetryMatchers<R> {}
  }
}

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends TelemetryMatchers<R> {}
}

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown>
    extends TelemetryMatchers<R> {}
}
