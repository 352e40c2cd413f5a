'use strict';
const { getLogger } = require('../../dist/index.js');
const { MESSAGE, fields } = require('./fixture.cjs');

exports.create = () => {
  const logger = getLogger('shop.orders');
  return { log: (index) => logger.info(MESSAGE, fields(index)) };
};
