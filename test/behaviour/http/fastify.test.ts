import { describeFramework } from './shared-suite.js';

describeFramework({
  name: 'Fastify',
  fixture: 'test/fixtures/http/fastify.cjs',
  userRoute: '/users/:id',
  nested: { path: '/shops/9/items/3', route: '/shops/:shop/items/:item' },
  mapsClientErrors: true,
});
