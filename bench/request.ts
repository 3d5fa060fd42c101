import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda'

/** The type of the event that every contender gets. */
export type HttpEvent = APIGatewayProxyEventV2

/** The Lambda function of a contender. */
export type Handler = (event: HttpEvent, context: Context) => Promise<unknown>

/** The request that every contender handles: HTTP API, payload 2.0, with the caller's trace. */
export const EVENT: HttpEvent = {
  version: '2.0',
  routeKey: 'POST /bg-remover/process',
  rawPath: '/bg-remover/process',
  rawQueryString: '',
  headers: {
    accept: 'application/json',
    'content-length': '57',
    'content-type': 'application/json',
    host: 'a1b2c3d4e5.execute-api.us-east-1.amazonaws.com',
    traceparent: '00-0198c0de7a5b7c3d8e9f0a1b2c3d4e5f-00f067aa0ba902b7-03',
    'user-agent': 'node',
    'x-amzn-trace-id': 'Root=1-68a9f3c2-1b2c3d4e5f60718293a4b5c6',
    'x-forwarded-for': '203.0.113.7',
    'x-trace-id': 'req_0198c0de-7a5b-7c3d-8e9f-0a1b2c3d4e5f',
  },
  requestContext: {
    accountId: '123456789012',
    apiId: 'a1b2c3d4e5',
    domainName: 'a1b2c3d4e5.execute-api.us-east-1.amazonaws.com',
    domainPrefix: 'a1b2c3d4e5',
    http: {
      method: 'POST',
      path: '/bg-remover/process',
      protocol: 'HTTP/1.1',
      sourceIp: '203.0.113.7',
      userAgent: 'node',
    },
    requestId: 'JKJaXmPLvHcESHA=',
    routeKey: 'POST /bg-remover/process',
    stage: '$default',
    time: '23/Aug/2026:14:30:00 +0000',
    timeEpoch: 1_787_495_400_000,
  },
  body: '{"imageUrl":"https://images.example.com/cats/tabby.jpg"}',
  isBase64Encoded: false,
}

let invocations = 0

/** Lambda's context for a new invocation. */
export function lambdaContext(): Context {
  invocations += 1
  return {
    awsRequestId: `8f5e4c1a-0000-4000-8000-${String(invocations).padStart(12, '0')}`,
    callbackWaitsForEmptyEventLoop: true,
    functionName: 'bg-remover-process',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:bg-remover-process',
    memoryLimitInMB: '1024',
    logGroupName: '/aws/lambda/bg-remover-process',
    logStreamName: '2026/08/23/[$LATEST]0123456789abcdef0123456789abcdef',
    getRemainingTimeInMillis: () => 30_000,
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  }
}

/** The response. Contenders without `tracing()` pass the trace id's header. */
export function respond(headers: Record<string, string> = {}): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json', ...headers },
    body: '{"success":true}',
  }
}
