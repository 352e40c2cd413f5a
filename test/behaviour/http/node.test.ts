import { describeFramework } from './shared-suite.js';

describeFramework({
  name: 'node:http',
  fixture: 'test/fixtures/http/node.cjs',
  userRoute: undefined,
  mapsClientErrors: false,
});
