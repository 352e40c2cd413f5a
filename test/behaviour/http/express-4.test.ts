import { describeFramework } from './shared-suite.js';

describeFramework({
  name: 'Express 4',
  fixture: 'test/fixtures/http/express.cjs',
  env: { FIXTURE_EXPRESS: 'express-4' },
  userRoute: '/users/:id',
  nested: { path: '/shops/9/items/3', route: '/shops/:shop/items/:item' },
  mapsClientErrors: true,
});
