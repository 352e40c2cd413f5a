'use strict';
// Ten lines of a hand-made winston logger, and the natural end.
const { createLogger, format, transports } = require('winston');

const logger = createLogger({
  format: format.combine(format.timestamp(), format.json()),
  transports: [new transports.Console()],
});
for (let line = 0; line < 10; line++) logger.info('line', { line });
