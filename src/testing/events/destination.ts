import { direct } from './direct.ts'
import { ACCOUNT, type EventInput, exampleId, REGION } from './event-input.ts'

/**
 * Makes the record that a destination of asynchronous invocations gets: an invocation failed. The
 * headers are the member `_trace` of that invocation's payload.
 * @param input the headers, and the payload of the failed invocation as `body`: an object
 * @returns a new event
 *
 * @example
 * import { events } from 'hoptrace/testing'
 *
 * export const event = events.destination({ body: { orderId: '7' } })
 */
export function destination(input: EventInput = {}) {
  return {
    version: '1.0',
    timestamp: '2026-11-22T14:30:00.000Z',
    requestContext: {
      requestId: exampleId(0),
      functionArn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:orders:$LATEST`,
      condition: 'RetriesExhausted',
      approximateInvokeCount: 3,
    },
    requestPayload: direct(input),
    responseContext: {
      statusCode: 200,
      executedVersion: '$LATEST',
      functionError: 'Unhandled',
    },
    responsePayload: { errorType: 'Error', errorMessage: 'Out of stock', trace: [] },
  }
}
