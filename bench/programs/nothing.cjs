'use strict';
// nothing.cjs WHAT FLAGS…: runs programs one after another, empty ones or those of ten lines, or empty threads, and tells
// what one of them takes, its end included.
const { spawnSync } = require('node:child_process');
const { once } = require('node:events');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { Worker } = require('node:worker_threads');

const COUNT = 10;
/** Of the times in /proc. */
const TICK_MILLIS = 10;

const [, , what, ...flags] = process.argv;

async function main() {
  // The first one starts what is there once in a process, or fills the compile cache.
  await run();
  const cpu = cpuMillis();
  const started = performance.now();
  for (let n = 0; n < COUNT; n++) await run();
  const millis = (performance.now() - started) / COUNT;
  process.send({ millis, cpuMillis: (cpuMillis() - cpu) / COUNT }, () => process.exit());
}

const PROGRAMS = { program: ['-e', ''], lines: [join(__dirname, 'ten-lines.cjs')] };

async function run() {
  if (what === 'thread') {
    await once(new Worker('', { eval: true }), 'exit');
    return;
  }
  const { status } = spawnSync(process.execPath, [...flags, ...PROGRAMS[what]], { stdio: 'ignore' });
  if (status !== 0) throw new Error(`a program ended with ${status}`);
}

/** Of this process, or of the programs that it ran: Node.js tells the first, only Linux the second. */
function cpuMillis() {
  if (what === 'thread') {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  }
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ');
  return (Number(fields[13]) + Number(fields[14])) * TICK_MILLIS;
}

main();
