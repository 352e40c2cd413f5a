'use strict';
// What every logger is given: the same message, three fields of the call, six of the context.
exports.MESSAGE = 'Order placed';
exports.fields = (index) => ({ order_id: 1800 + (index & 63), amount: 19.9, currency: 'EUR' });
exports.CONTEXT = {
  correlation_id: '6e8bc430-9c3a-11d9-9669-0800200c9a66',
  user_id: 'u-1842',
  request_path: '/orders/1842',
  request_method: 'POST',
  service_name: 'shop',
  environment: 'production',
};
exports.SPAN = {
  traceId: '6e8bc4309c3a11d996690800200c9a66',
  spanId: '0102030405060708',
  traceFlags: 1,
};
exports.TRACE = { trace_id: exports.SPAN.traceId, span_id: exports.SPAN.spanId, trace_flags: '01' };
