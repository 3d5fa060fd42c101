/** An application's log: seven requests of a shop. */
const APPLICATION = [
  {
    timestamp: '2026-11-22T14:00:00.000Z',
    level: 'info',
    action: 'orders:get',
    userId: 'ann',
    duration: 10,
    metadata: { statusCode: 200, 'http.method': 'GET' },
    tags: ['a', 'b'],
    version: 'v9',
  },
  {
    timestamp: '2026-11-22T14:01:00.000Z',
    level: 'info',
    action: 'orders:get',
    userId: 'bob',
    duration: 20,
    metadata: { statusCode: 200, 'http.method': 'GET' },
    tags: ['b'],
    version: 'v10',
  },
  {
    timestamp: '2026-11-22T14:02:00.000Z',
    level: 'error',
    action: 'orders:pay',
    userId: 'ann',
    duration: 300,
    metadata: { statusCode: 500, 'http.method': 'POST' },
    error: { code: 'BANK', message: 'no answer' },
    version: 'v10',
  },
  {
    timestamp: '2026-11-22T14:06:00.000Z',
    level: 'warn',
    action: 'orders:get',
    userId: 'cid',
    duration: 30,
    metadata: { statusCode: 404, 'http.method': 'GET' },
    cached: true,
    version: 'v10',
  },
  {
    timestamp: '2026-11-22T14:07:00.000Z',
    level: 'info',
    action: 'orders:pay',
    userId: 'bob',
    duration: 40,
    metadata: { statusCode: 201, 'http.method': 'POST' },
    cached: false,
    version: 'v11',
  },
  {
    timestamp: '2026-11-22T15:30:00.000+01:00',
    level: 'info',
    action: 'orders:list',
    duration: 50,
    metadata: { statusCode: 200, 'http.method': 'GET' },
    payload: '{"user":{"id":7,"name":"Eve"},"items":[1,2,3]}',
    version: 'v11',
  },
  {
    timestamp: '2026-11-22T14:40:00.000Z',
    level: 'error',
    action: 'orders:pay',
    userId: 'ann',
    duration: 'NaN',
    metadata: { statusCode: 502, 'http.method': 'POST' },
    error: { code: 'BANK', message: 'closed' },
    version: 'v11',
  },
]

const R1 = '11111111-1111-4111-8111-111111111111'
const R2 = '22222222-2222-4222-8222-222222222222'
const R3 = '33333333-3333-4333-8333-333333333333'

/** A function's log in Lambda's text format: two invocations, one of which is killed. */
const LAMBDA_TEXT = [
  `INIT_START Runtime Version: nodejs:24.v1\tRuntime Version ARN: arn`,
  `2026-11-22T14:30:00.000Z\t${R1}\tINFO\tuser=ann, method:GET, latency := 12`,
  `START RequestId: ${R1} Version: $LATEST`,
  `2026-11-22T14:30:01.000Z\t${R1}\tERROR\tuser=bob, method:PUT, latency := 30`,
  `END RequestId: ${R1}`,
  `REPORT RequestId: ${R1}\tDuration: 163.29 ms\tBilled Duration: 164 ms\tMemory Size: 128 MB\tMax Memory Used: 84 MB\tInit Duration: 201.10 ms\tXRAY TraceId: 1-5759e988-bd862e3fe1be46a994272793\tSegmentId: 53995c3f42cd8ad8\tSampled: true`,
  `START RequestId: ${R2} Version: $LATEST`,
  `2026-11-22T14:31:03.104Z ${R2} Task timed out after 3.00 seconds`,
  `END RequestId: ${R2}`,
  `REPORT RequestId: ${R2}\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 256 MB\tMax Memory Used: 100 MB\tStatus: timeout`,
]

/** A function's log in Lambda's JSON format. */
const LAMBDA_JSON = [
  {
    time: '2026-11-22T14:30:00.000Z',
    type: 'platform.start',
    record: { requestId: R1, version: '$LATEST' },
  },
  { timestamp: '2026-11-22T14:30:01.000Z', level: 'INFO', requestId: R1, message: 'stored' },
  {
    time: '2026-11-22T14:30:02.000Z',
    type: 'platform.report',
    record: {
      requestId: R1,
      status: 'success',
      metrics: {
        durationMs: 50.5,
        billedDurationMs: 51,
        memorySizeMB: 128,
        maxMemoryUsedMB: 60,
        initDurationMs: 100.25,
      },
      tracing: {
        type: 'X-Amzn-Trace-Id',
        value: 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1',
      },
    },
  },
  {
    time: '2026-11-22T14:31:00.000Z',
    type: 'platform.start',
    record: { requestId: R3, version: '$LATEST' },
  },
  {
    time: '2026-11-22T14:31:03.000Z',
    type: 'platform.report',
    record: {
      requestId: R3,
      status: 'timeout',
      metrics: { durationMs: 3000, billedDurationMs: 3000, memorySizeMB: 128, maxMemoryUsedMB: 84 },
    },
  },
]

/** Access logs of API Gateway. */
const API_GATEWAY = [
  {
    requestTime: '22/Nov/2026:14:30:00 +0000',
    requestId: 'a1',
    ip: '10.0.0.5',
    httpMethod: 'GET',
    path: '/orders',
    status: '200',
    responseLatency: '12',
    time: 1795357800,
  },
  {
    requestTime: '22/Nov/2026:14:30:01 +0000',
    requestId: 'a2',
    ip: '203.0.113.9',
    httpMethod: 'POST',
    path: '/orders',
    status: '502',
    responseLatency: '250',
    time: 1795357801,
  },
  {
    requestTime: '22/Nov/2026:14:30:02 +0000',
    requestId: 'a3',
    ip: '8.8.8.8',
    httpMethod: 'GET',
    path: '/users',
    status: '404',
    responseLatency: '9',
    time: 1795357802,
  },
  {
    requestTime: '22/Nov/2026:14:30:03 +0000',
    requestId: 'a4',
    ip: '10.0.0.7',
    httpMethod: 'GET',
    path: '/orders',
    status: '200',
    responseLatency: '8',
    time: 1795357803,
  },
]

/** Events of CloudTrail. */
const CLOUDTRAIL = [
  {
    eventTime: '2026-11-22T14:00:00Z',
    eventSource: 'ec2.amazonaws.com',
    eventName: 'StartInstances',
    awsRegion: 'us-east-2',
    userIdentity: { arn: 'arn:ann' },
  },
  {
    eventTime: '2026-11-22T14:01:00Z',
    eventSource: 'iam.amazonaws.com',
    eventName: 'CreateUser',
    awsRegion: 'us-east-1',
    requestParameters: { userName: 'eve' },
    responseElements: { user: { arn: 'arn:eve' } },
  },
  {
    eventTime: '2026-11-22T14:02:00Z',
    eventSource: 'ec2.amazonaws.com',
    eventName: 'StopInstances',
    awsRegion: 'us-east-2',
    errorCode: 'Denied',
    tlsDetails: { tlsVersion: 'TLSv1.1' },
  },
]

/** Lines of text. */
const TEXT = [
  '2026-11-22T14:00:00Z [ERROR] disk full, host=web-1 code=7',
  '2026-11-22T14:01:00Z [INFO] all good, host=web-2 code=0',
  '2026-11-22T14:02:00Z [ERROR] disk full, host=web-2 code=9',
  'level=warn msg="slow \\"query\\"" took=12ms host=web-3',
  'web-1,GET,"/a,b",200',
]

/** Payments, and the orders that they are for. */
const ORDERS = [
  {
    timestamp: '2026-11-22T14:00:00Z',
    eventType: 'ORDER_CREATED',
    transactionId: 't1',
    orderId: 1,
  },
  {
    timestamp: '2026-11-22T14:00:01Z',
    eventType: 'ORDER_CREATED',
    transactionId: 't2',
    orderId: 2,
  },
  {
    timestamp: '2026-11-22T14:00:02Z',
    eventType: 'ORDER_CREATED',
    transactionId: 't3',
    orderId: 3,
  },
]
const PAYMENTS = [
  {
    timestamp: '2026-11-22T14:00:05Z',
    eventType: 'PAYMENT_PROCESSED',
    transactionId: 't1',
    paymentStatus: 'SUCCESS',
    amount: 5,
  },
  {
    timestamp: '2026-11-22T14:00:06Z',
    eventType: 'PAYMENT_PROCESSED',
    transactionId: 't2',
    paymentStatus: 'FAILED',
    amount: 7,
  },
]

/** The logs that the queries of the collection are asked over, by name. */
export const LOGS: Readonly<Record<string, readonly (string | object)[]>> = {
  application: APPLICATION,
  'lambda-text': LAMBDA_TEXT,
  'lambda-json': LAMBDA_JSON,
  'api-gateway': API_GATEWAY,
  cloudtrail: CLOUDTRAIL,
  text: TEXT,
  orders: ORDERS,
  payments: PAYMENTS,
}

/** A table for `lookup`, and one for `cidrlookup`. */
export const TABLES: Readonly<Record<string, string>> = {
  users: 'userId,name,team\nann,Ann,red\nbob,Bob,blue\n',
  networks: 'cidr,owner\n10.0.0.0/8,office\n203.0.113.0/24,partner\n',
}
