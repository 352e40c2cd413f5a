'use strict';
// What the API does for a request, whatever the framework: load the user, check the prompt, queue a job.
const { randomUUID } = require('node:crypto');
const { setTimeout: delay } = require('node:timers/promises');
const { getLogger, jobCarrier, timed } = require('tracebridge');
const queue = require('./queue.js').connect(Number(process.env.QUEUE_PORT));

const log = getLogger('demo.api');

const loadUser = timed('load_user', async (name) => {
  await delay(4);
  return { id: `user-${name}`, credits: name === 'guest' ? 0 : 10 };
});

const checkPrompt = timed('check_prompt', { logArgs: true }, (prompt) => {
  if (typeof prompt !== 'string' || prompt === '')
    throw new TypeError('prompt must be a string that is not empty');
  return prompt.trim();
});

/** @returns status and body of the response */
exports.generate = async (request, rawPrompt) => {
  request.user = await loadUser(request.headers['x-user'] ?? 'ada');
  if (request.user.credits === 0) {
    log.warning('No credits left', { credits: 0 });
    return [402, { error: 'no credits left' }];
  }
  const prompt = checkPrompt(rawPrompt);
  const jobId = randomUUID();
  queue.push({ jobId, prompt, userId: request.user.id, carrier: jobCarrier() });
  log.info('Job queued', { job_id: jobId, prompt_chars: prompt.length });
  return [202, { job_id: jobId }];
};
