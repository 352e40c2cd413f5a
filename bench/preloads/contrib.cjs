'use strict';
// The SDK with the contrib winston instrumentation and transport, as their documentation shows.
const { createRequire } = require('node:module');

const requirePeer = createRequire(`${process.env.BENCH_PEER}/package.json`);
const { NodeSDK } = requirePeer('@opentelemetry/sdk-node');
const { WinstonInstrumentation } = requirePeer('@opentelemetry/instrumentation-winston');

globalThis.benchSdk = new NodeSDK({ instrumentations: [new WinstonInstrumentation()] });
globalThis.benchSdk.start();
