import { docFiles } from '../../support/testing/doc-files.js';
import { TestProject } from '../../support/testing/project.js';

const TIMEOUT_MILLIS = 60_000;
const PACKAGES = [
  '@opentelemetry/api',
  'winston',
  'express',
  'jest',
  'vitest',
  'expect',
  '@types/jest',
  '@types/node',
];

const PACKAGE_JSON = '{ "private": true, "type": "commonjs" }';
const VITEST_GLOBALS = `
  export default { test: { globals: true, setupFiles: ['tracebridge/testing'] } };
`;
const GLOBALS_TEST = `
  const { captureTelemetry } = await import('tracebridge/testing');
  const { getLogger, withCorrelationId } = await import('tracebridge');
  test('the setup file added the matchers', () => {
    using telemetry = captureTelemetry();
    withCorrelationId('order-1', () => getLogger('app').info('hello'));
    expect(telemetry).toHaveLoggedInTrace('hello', { correlationId: 'order-1' });
  });
`;

const TYPED = `
  telemetry = captureTelemetry({ http: true });
  expect(telemetry).toHaveLoggedInTrace('a', { correlationId: 'b' });
  expect(telemetry).not.toHaveLoggedInTrace({ message: /a/, level: 'info', fields: { n: 1 } });
  expect(telemetry).toHaveSpan('a', { kind: 'server', status: 'error', parent: null, attributes: { n: 1 } });
  // @ts-expect-error no such kind
  expect(telemetry).toHaveSpan('a', { kind: 'servant' });
  // @ts-expect-error no such option
  expect(telemetry).toHaveLoggedInTrace({ massage: 'a' });
  const names: string[] = telemetry.spans.map(({ name }) => name);
`;
const IMPORT = `import { captureTelemetry, type CapturedTelemetry } from 'tracebridge/testing';
  let telemetry: CapturedTelemetry;`;
const TSCONFIG = (types: string[]) =>
  JSON.stringify({
    compilerOptions: {
      module: 'nodenext',
      target: 'es2023',
      lib: ['es2024', 'esnext.disposable', 'dom'],
      strict: true,
      noEmit: true,
      types,
      // Checks our declarations as well as the test.
      skipLibCheck: false,
    },
    include: ['*.ts'],
  });

test(
  'the examples of docs/testing.md pass in jest',
  async () => {
    await using project = await TestProject.create(PACKAGES, {
      ...docFiles('testing.md'),
      'package.json': PACKAGE_JSON,
      'jest.config.js': `module.exports = { roots: ['<rootDir>/jest'], watchman: false };`,
    });
    const { code, output } = await project.run('jest');
    expect(output).toContain('Tests:       6 passed, 6 total');
    expect(code).toBe(0);
  },
  TIMEOUT_MILLIS,
);

test.each(['forks', 'threads', 'vmThreads'])(
  'the examples of docs/testing.md pass in vitest, pool %s',
  async (pool) => {
    await using project = await TestProject.create(PACKAGES, {
      ...docFiles('testing.md'),
      'vitest/package.json': '{ "private": true, "type": "module" }',
    });
    const { code, output } = await project.run('vitest', 'run', '--root', 'vitest', '--pool', pool);
    expect(output).toMatch(/Tests +1 passed \(1\)/);
    expect(code).toBe(0);
  },
  TIMEOUT_MILLIS,
);

test(
  'as a setup file of vitest with globals',
  async () => {
    await using project = await TestProject.create(PACKAGES, {
      'package.json': '{ "private": true, "type": "module" }',
      'vitest.config.js': VITEST_GLOBALS,
      'globals.test.js': GLOBALS_TEST,
    });
    const { code, output } = await project.run('vitest', 'run');
    expect(output).toMatch(/Tests +1 passed \(1\)/);
    expect(code).toBe(0);
  },
  TIMEOUT_MILLIS,
);

test.each([
  ['@types/jest', ['jest', 'node'], ''],
  ['vitest', ['node'], `import { expect } from 'vitest';`],
])(
  'the matchers are typed for %s',
  async (_, types, importExpect) => {
    await using project = await TestProject.create(PACKAGES, {
      'package.json': PACKAGE_JSON,
      'tsconfig.json': TSCONFIG(types),
      'typed.ts': `${importExpect}\n${IMPORT}\n${TYPED}`,
    });
    const { output } = await project.run('tsc', '-p', '.');
    expect(output).toBe('');
  },
  TIMEOUT_MILLIS,
);
