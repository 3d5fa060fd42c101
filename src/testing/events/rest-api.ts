import { ACCOUNT, type EventInput } from './event-input.ts'
import { bodyOf, headersOf, PATH, SOURCE_IP, USER_AGENT, valuesOf } from './request.ts'

/**
 * Makes a request to an API Gateway REST API (payload 1.0): `GET /orders/{id}`.
 * @param input the headers and the body of the request
 * @returns a new event
 *
 * @example
 * import { events } from 'hoptrace/testing'
 *
 * export const event = events.restApi({ headers: { 'x-trace-id': 'my-trace' } })
 */
export function restApi(input: EventInput = {}) {
  const headers = headersOf(input)
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
    body: bodyOf(input),
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
  userAgent: USER_AGENT,
  userArn: null,
}
