import http from 'node:http';

/** As they are when the bridge starts. What packages put in their place later, as nock does, is for the app's requests. */
export const { Agent, ClientRequest } = http;
