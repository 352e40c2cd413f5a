import { describeFramework } from './shared-suite.js';

describeFramework({
  name: 'NestJS on Fastify',
  fixture: 'test/fixtures/http/nest.cjs',
  env: { FIXTURE_PLATFORM: 'fastify' },
  userRoute: '/users/:id',
  nested: { path: '/shops/9/items/3', route: '/shops/:shop/items/:item' },
  mapsClientErrors: true,
});
