import { newTraceId } from '../core/platform/ids.ts'

/**
 * Makes Lambda's context of a new invocation, with a new request id and 30 seconds left.
 * @param members members to add or to replace
 * @returns a new context
 *
 * @example
 * import { lambdaContext } from 'hoptrace/testing'
 *
 * export const context = lambdaContext({ functionName: 'shop-orders' })
 */
export function lambdaContext<Members extends object = object>(members?: Members) {
  return {
    awsRequestId: newTraceId().replace('req_', ''),
    functionName: 'orders',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:orders',
    memoryLimitInMB: '1024',
    logGroupName: '/aws/lambda/orders',
    logStreamName: '2026/11/22/[$LATEST]0123456789abcdef0123456789abcdef',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => 30_000,
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
    ...(members as Members),
  }
}
