import fc from 'fast-check';

// Random values are the same in each run, so that a test fails for the change it came with. A failure prints its seed.
const seed = process.env.FUZZ_SEED ?? '20261127';
if (seed !== 'random') fc.configureGlobal({ seed: Number(seed) });

export default fc;
