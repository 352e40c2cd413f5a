'use strict';
// Preloaded: Node.js 24 aborts at times when it frees code of Yarn's WebAssembly, "Check failed:
// jit_page_->allocations_.erase(addr) == 1". As an option, Yarn's threads would refuse it.
require('node:v8').setFlagsFromString('--no-wasm-code-gc');
