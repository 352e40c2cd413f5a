import { loadsPreload } from '../../../src/doctor/app/loads-preload.js';

test.each([
  ['node --require tracebridge/register app.js', true],
  ['node --require /srv/node_modules/tracebridge/dist/register.js app.js', true],
  ['node --require C:\\shop\\node_modules\\tracebridge\\dist\\register.js app.js', true],
  ['npm start', false],
  ['node tracebridge/app.js', false],
])('%s', (command, expected) => {
  expect(loadsPreload(command.split(' '), __dirname)).toBe(expected);
});
