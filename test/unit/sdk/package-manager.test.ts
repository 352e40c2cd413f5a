import { isPackageManager } from '../../../src/sdk/package-manager.js';

test.each([
  ['/usr/lib/node_modules/npm/bin/npm-cli.js', true],
  ['/usr/lib/node_modules/npm/bin/npx-cli.js', true],
  ['C:\\Program Files\\nodejs\\node_modules\\npm\\bin\\npm-cli.js', true],
  ['/usr/lib/node_modules/corepack/dist/pnpm.js', true],
  ['/usr/lib/node_modules/corepack/dist/corepack.js', true],
  ['/usr/lib/node_modules/pnpm/bin/pnpm.cjs', true],
  ['/usr/lib/node_modules/pnpm/bin/pnpx.cjs', true],
  ['/usr/lib/node_modules/yarn/bin/yarn.js', true],
  ['/srv/shop/.yarn/releases/yarn-4.9.1.cjs', true],
  ['/root/.cache/node/corepack/v1/yarn/4.9.1/yarn.js', true],
  ['/root/.cache/node/corepack/v1/pnpm/10.2.0/bin/pnpm.cjs', true],
  ['/srv/npm/server.js', false],
  ['/srv/shop/node_modules/.bin/next', false],
  ['/srv/yarn-shop/bin/yarn-orders.js', false],
  ['/srv/shop/node_modules/npm-run-all/bin/npm-run-all/index.js', false],
  [undefined, false],
])('%s: %s', (script, expected) => {
  expect(isPackageManager(script ?? '')).toBe(expected);
});
