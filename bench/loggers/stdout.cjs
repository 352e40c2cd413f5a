'use strict';
// A ceiling: nothing but writing a line of the usual length.
const { CONTEXT, MESSAGE, TRACE, fields } = require('./fixture.cjs');

const LINE = JSON.stringify({
  timestamp: new Date(),
  level: 'INFO',
  message: MESSAGE,
  ...CONTEXT,
  ...TRACE,
  ...fields(0),
});

exports.create = () => ({ log: () => process.stdout.write(`${LINE}\n`) });
