import { readFileSync } from 'node:fs';
import { join } from 'node:path';

test('installing the package runs no script', () => {
  const manifest = JSON.parse(readFileSync(join(__dirname, '../../../package.json'), 'utf8'));
  for (const name of ['preinstall', 'install', 'postinstall'])
    expect(manifest.scripts).not.toHaveProperty(name);
  expect(manifest).not.toHaveProperty('gypfile');
});
