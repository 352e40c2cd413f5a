import { describeFramework } from './shared-suite.js';

describeFramework({
  name: 'NestJS',
  fixture: 'test/fixtures/http/nest.cjs',
  userRoute: '/users/:id',
  nested: { path: '/shops/9/items/3', route: '/shops/:shop/items/:item' },
  mapsClientErrors: true,
});
