declare module 'bluebird';
declare module 'q';
declare module 'q-2';
