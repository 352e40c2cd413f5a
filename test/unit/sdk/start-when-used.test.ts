import type { InstrumentationModuleDefinition } from '@opentelemetry/instrumentation';
import { resolveOptions } from '../../../src/config/resolve.js';
import { createInstrumentations } from '../../../src/sdk/instrumentations.js';
import { PATCHED_PACKAGES } from '../../../src/sdk/start-when-used.js';

test('the packages that are waited for are those that the instrumentations patch', () => {
  const instrumentations = createInstrumentations(resolveOptions());
  const names = instrumentations.flatMap((instrumentation) => {
    instrumentation.disable();
    const { _modules: modules } = instrumentation as unknown as {
      _modules: InstrumentationModuleDefinition[];
    };
    return modules.map(({ name }) => name);
  });
  expect(new Set(PATCHED_PACKAGES)).toEqual(new Set(names));
});
