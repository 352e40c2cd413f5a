import { mainScript } from '../../../src/config/main-script.js';

const { argv, env } = process;
afterEach(() => {
  process.argv = argv;
  process.env = env;
});

const CONTAINER = '/usr/lib/node_modules/pm2/lib/ProcessContainer';

test.each([
  ['/srv/shop/app.js', {}, '/srv/shop/app.js'],
  // The first argument of a thread.
  ['--port', {}, undefined],
  [undefined, {}, undefined],
  ['PM2, fork mode', { pm_exec_path: '/srv/shop/app.js' }, '/srv/shop/app.js', `${CONTAINER}Fork.js`],
  [
    'PM2, cluster mode',
    { pm2_env: '{"pm_exec_path":"/srv/shop/app.js"}' },
    '/srv/shop/app.js',
    `${CONTAINER}.js`,
  ],
  ['PM2 without a word of it', {}, undefined, `${CONTAINER}.js`],
  ['PM2 with a broken one', { pm2_env: '{' }, undefined, `${CONTAINER}.js`],
  // It inherits the variables.
  [
    'a program that an app under PM2 starts',
    { pm_exec_path: '/srv/shop/app.js' },
    '/srv/shop/job.js',
    '/srv/shop/job.js',
  ],
])('%s %j', (name, variables: NodeJS.ProcessEnv, expected, script = name) => {
  process.argv = script === undefined ? ['node'] : ['node', script];
  process.env = { ...variables };
  expect(mainScript()).toBe(expected);
});
