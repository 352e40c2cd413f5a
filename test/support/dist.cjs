'use strict';
// Modules of dist by their name in src, which are in a bundle or files of their own.
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const dist = join(__dirname, '../../dist');

module.exports = (name) => {
  const file = join(dist, `${name}.js`);
  if (existsSync(file)) return require(file);
  for (const bundle of ['start', 'common', 'bridge', 'inline']) {
    const modules = require(join(dist, 'bundles', `${bundle}.js`));
    if (name in modules) return modules[name];
  }
  throw new Error(`${name} is not in dist, nor in the list of scripts/build/bundles.mjs`);
};
