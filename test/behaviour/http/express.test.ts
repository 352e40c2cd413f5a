import { describeFramework } from './shared-suite.js';

describeFramework({
  name: 'Express',
  fixture: 'test/fixtures/http/express.cjs',
  userRoute: '/users/:id',
  nested: { path: '/shops/9/items/3', route: '/shops/:shop/items/:item' },
  mapsClientErrors: true,
});
