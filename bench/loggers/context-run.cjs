'use strict';
// A ceiling for anything that changes the context: an empty function in AsyncLocalStorage.
const { AsyncLocalStorage } = require('node:async_hooks');

exports.create = () => {
  const storage = new AsyncLocalStorage();
  const nothing = () => {};
  return { log: (index) => storage.run(index, nothing) };
};
