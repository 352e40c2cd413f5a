document.title = 'tracebridge dev';

export {};
