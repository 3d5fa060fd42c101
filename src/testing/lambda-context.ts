import { newTraceId } from '../core/platform/ids.ts'

/** Lambda's context of one more invocation, with `members` of your own. */
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
