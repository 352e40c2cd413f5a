'use strict';
// SQS: the carrier travels as message attributes. Run it with `node --require tracebridge/register sqs.js`.

const { getLogger, jobCarrier, withCorrelationId, workerJob } = require('tracebridge');

const log = getLogger('orders');

/** Input of `new SendMessageCommand(…)`. SQS takes ten attributes a message; the carrier is three of them at most. */
function messageFor(order) {
  const attributes = Object.entries(jobCarrier()).map(([name, value]) => [
    name,
    { DataType: 'String', StringValue: value },
  ]);
  return { MessageBody: JSON.stringify(order), MessageAttributes: Object.fromEntries(attributes) };
}

/** A message of `ReceiveMessageCommand`; ask for it with `MessageAttributeNames: ['All']`. */
async function handleMessage(message) {
  const carrier = message.MessageAttributes;
  await workerJob(
    'orders',
    message.MessageId,
    { carrier, attributes: { 'messaging.system': 'aws_sqs' } },
    async () => {
      log.info('Order handled', { order: JSON.parse(message.Body).id });
    },
  );
}

/** A record of a Lambda event, whose attributes begin with lower case: `workerJob` reads both. */
async function handleRecord(record) {
  await workerJob('orders', record.messageId, { carrier: record.messageAttributes }, async () => {
    log.info('Order handled', { order: JSON.parse(record.body).id });
  });
}

async function main() {
  const sent = withCorrelationId('order-request-17', () => messageFor({ id: 17 }));
  await handleMessage({
    MessageId: 'm-1',
    Body: sent.MessageBody,
    MessageAttributes: sent.MessageAttributes,
  });
  const messageAttributes = Object.fromEntries(
    Object.entries(sent.MessageAttributes).map(([name, { StringValue }]) => [
      name,
      { dataType: 'String', stringValue: StringValue },
    ]),
  );
  await handleRecord({ messageId: 'm-2', body: sent.MessageBody, messageAttributes });
}

main();
