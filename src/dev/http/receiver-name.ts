/** A header of each answer of the receiver, by which the commands know that they ask no other server. */
export const RECEIVER_HEADER = 'x-receiver';
export const RECEIVER_NAME = 'tracebridge dev';
