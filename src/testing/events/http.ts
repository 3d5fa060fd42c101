import { ACCOUNT, REGION, type Sent } from './sent.ts'

const PATH = '/orders/17'
const SOURCE_IP = '203.0.113.7'
const AGENT = 'Mozilla/5.0'
const HOST = `a1b2c3d4e5.execute-api.${REGION}.amazonaws.com`

function bodyOf({ body }: Sent): string | null {
  return body === undefined || typeof body === 'string' ? (body ?? null) : JSON.stringify(body)
}

function headersOf({ headers }: Sent): Record<string, string> {
  return { accept: 'application/json', host: HOST, 'user-agent': AGENT, ...headers }
}

function valuesOf(headers: Record<string, string>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]))
}

/** API Gateway HTTP API (payload 2.0): `GET /orders/{id}`. */
export function httpApi(sent: Sent = {}) {
  return {
    version: '2.0',
    routeKey: 'GET /orders/{id}',
    rawPath: PATH,
    rawQueryString: '',
    headers: headersOf(sent),
    pathParameters: { id: '17' } as Record<string, string>,
    requestContext: {
      accountId: ACCOUNT,
      apiId: 'a1b2c3d4e5',
      domainName: HOST,
      domainPrefix: 'a1b2c3d4e5',
      http: {
        method: 'GET',
        path: PATH,
        protocol: 'HTTP/1.1',
        sourceIp: SOURCE_IP,
        userAgent: AGENT,
      },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey: 'GET /orders/{id}',
      stage: '$default',
      time: '22/Nov/2026:14:30:00 +0000',
      timeEpoch: 1795357800000,
    },
    body: bodyOf(sent) ?? '',
    isBase64Encoded: false,
  }
}

/** API Gateway REST API (payload 1.0): `GET /orders/{id}`. */
export function restApi(sent: Sent = {}) {
  const headers = headersOf(sent)
  return {
    resource: '/orders/{id}',
    path: PATH,
    httpMethod: 'GET',
    headers,
    multiValueHeaders: valuesOf(headers),
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: { id: '17' } as Record<string, string>,
    stageVariables: null,
    requestContext: {
      accountId: ACCOUNT,
      apiId: 'a1b2c3d4e5',
      authorizer: null,
      httpMethod: 'GET',
      identity: IDENTITY,
      path: `/prod${PATH}`,
      protocol: 'HTTP/1.1',
      requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
      requestTimeEpoch: 1795357800000,
      resourceId: '123456',
      resourcePath: '/orders/{id}',
      stage: 'prod',
    },
    body: bodyOf(sent),
    isBase64Encoded: false,
  }
}

const IDENTITY = {
  accessKey: null,
  accountId: null,
  apiKey: null,
  apiKeyId: null,
  caller: null,
  clientCert: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  sourceIp: SOURCE_IP,
  user: null,
  userAgent: AGENT,
  userArn: null,
}

/** A Lambda function URL. */
export function functionUrl(sent: Sent = {}) {
  const { pathParameters: _, ...event } = httpApi(sent)
  const requestContext = { ...event.requestContext, routeKey: '$default' }
  return { ...event, routeKey: '$default', requestContext }
}

/** An Application Load Balancer's target. */
export function alb(sent: Sent = {}) {
  const headers = headersOf(sent)
  return { ...loadBalanced(sent), headers }
}

/** An Application Load Balancer's target, with multi-value headers on. */
export function albMultiValue(sent: Sent = {}) {
  return { ...loadBalanced(sent), multiValueHeaders: valuesOf(headersOf(sent)) }
}

function loadBalanced(sent: Sent) {
  const targetGroup = 'targetgroup/orders/50dc6c495c0c9188'
  return {
    requestContext: {
      elb: {
        targetGroupArn: `arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT}:${targetGroup}`,
      },
    },
    httpMethod: 'GET',
    path: PATH,
    queryStringParameters: {},
    body: bodyOf(sent) ?? '',
    isBase64Encoded: false,
  }
}

/** A message on a WebSocket API's route `sendOrder`. Only the connection's beginning has headers. */
export function webSocket(sent: Sent = {}) {
  const headers = headersOf(sent)
  return {
    headers,
    multiValueHeaders: valuesOf(headers),
    requestContext: {
      routeKey: 'sendOrder',
      eventType: 'MESSAGE' as const,
      messageDirection: 'IN' as const,
      messageId: 'JKJaXmPLvHcESHA=',
      connectionId: 'JKJaXmPLvHcCEMA=',
      connectedAt: 1795357700000,
      requestTimeEpoch: 1795357800000,
      requestId: 'JKJaXmPLvHcESHB=',
      extendedRequestId: 'JKJaXmPLvHcESHC=',
      requestTime: '22/Nov/2026:14:30:00 +0000',
      apiId: 'a1b2c3d4e5',
      domainName: HOST,
      stage: 'prod',
    },
    body: bodyOf(sent) ?? '',
    isBase64Encoded: false,
  }
}

/** VPC Lattice (payload 2.0). */
export function lattice(sent: Sent = {}) {
  const arn = `arn:aws:vpc-lattice:${REGION}:${ACCOUNT}`
  return {
    version: '2.0',
    path: PATH,
    method: 'GET',
    headers: valuesOf(headersOf(sent)),
    queryStringParameters: {},
    requestContext: {
      serviceNetworkArn: `${arn}:servicenetwork/sn-0bf3f2882e9cc805a`,
      serviceArn: `${arn}:service/svc-0a40eebed65f8d69c`,
      targetGroupArn: `${arn}:targetgroup/tg-6d0ecf831eec9f09`,
      identity: { sourceVpcArn: `arn:aws:ec2:${REGION}:${ACCOUNT}:vpc/vpc-0b8276c84697e7339` },
      region: REGION,
      timeEpoch: '1795357800000000',
    },
    body: bodyOf(sent) ?? '',
    isBase64Encoded: false,
  }
}

/** VPC Lattice (payload 1.0). */
export function latticeV1(sent: Sent = {}) {
  return {
    raw_path: PATH,
    method: 'GET',
    headers: headersOf(sent),
    query_string_parameters: {},
    body: bodyOf(sent) ?? '',
    is_base64_encoded: false,
  }
}
