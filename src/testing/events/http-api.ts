import { ACCOUNT, type EventInput } from './event-input.ts'
import { bodyOf, HOST, headersOf, PATH, SOURCE_IP, USER_AGENT } from './request.ts'

/**
 * Makes a request to an API Gateway HTTP API (payload 2.0): `GET /orders/{id}`.
 * @param input the headers and the body of the request
 * @returns a new event
 *
 * @example
 * import { events } from 'hoptrace/testing'
 *
 * export const event = events.httpApi({ headers: { 'x-trace-id': 'my-trace' } })
 */
export function httpApi(input: EventInput = {}) {
  return {
    version: '2.0',
    routeKey: 'GET /orders/{id}',
    rawPath: PATH,
    rawQueryString: '',
    headers: headersOf(input),
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
        userAgent: USER_AGENT,
      },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey: 'GET /orders/{id}',
      stage: '$default',
      time: '22/Nov/2026:14:30:00 +0000',
      timeEpoch: 1795357800000,
    },
    body: bodyOf(input) ?? '',
    isBase64Encoded: false,
  }
}

/**
 * Makes a request to a Lambda function URL.
 * @param input the headers and the body of the request
 * @returns a new event
 *
 * @example
 * import { events } from 'hoptrace/testing'
 *
 * export const event = events.functionUrl({ headers: { 'x-trace-id': 'my-trace' } })
 */
export function functionUrl(input: EventInput = {}) {
  const { pathParameters: _, ...event } = httpApi(input)
  const requestContext = { ...event.requestContext, routeKey: '$default' }
  return { ...event, routeKey: '$default', requestContext }
}
