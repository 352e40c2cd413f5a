import { burst, otlp } from './delivered.mjs';
import { express } from './express.mjs';
import { expressParts } from './express-parts.mjs';
import { growth } from './growth.mjs';
import { held } from './held.mjs';
import { idle } from './idle.mjs';
import { line, linePipe } from './line.mjs';
import { memory } from './memory.mjs';
import { nothing } from './nothing.mjs';
import { servers } from './servers.mjs';
import { size } from './size.mjs';
import { startup } from './startup.mjs';
import { timed } from './timed.mjs';

/** In the order of the report. */
export const ROWS = [
  line,
  linePipe,
  otlp,
  burst,
  express,
  servers,
  expressParts,
  startup,
  nothing,
  size,
  timed,
  held,
  memory,
  idle,
  growth,
];
