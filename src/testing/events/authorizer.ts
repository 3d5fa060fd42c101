import { ACCOUNT, type EventInput, REGION } from './event-input.ts'
import { httpApi } from './http-api.ts'
import { restApi } from './rest-api.ts'

const ARN = `arn:aws:execute-api:${REGION}:${ACCOUNT}:a1b2c3d4e5/prod/GET/orders/17`

/**
 * Makes an event of a `TOKEN` authorizer of a REST API. It carries no headers.
 * @returns a new event
 *
 * @example
 * import { events } from 'hoptrace/testing'
 *
 * export const event = events.tokenAuthorizer()
 */
export function tokenAuthorizer() {
  return { type: 'TOKEN' as const, methodArn: ARN, authorizationToken: 'Bearer token' }
}

/**
 * Makes an event of a `REQUEST` authorizer of a REST API.
 * @param input the headers of the request
 * @returns a new event
 *
 * @example
 * import { events } from 'hoptrace/testing'
 *
 * export const event = events.requestAuthorizer({ headers: { 'x-trace-id': 'my-trace' } })
 */
export function requestAuthorizer(input: EventInput = {}) {
  const { body: _body, isBase64Encoded: _encoded, ...request } = restApi(input)
  const requestContext = { ...request.requestContext, authorizer: undefined }
  return { ...request, requestContext, type: 'REQUEST' as const, methodArn: ARN }
}

/**
 * Makes an event of an authorizer of an HTTP API (payload 2.0).
 * @param input the headers of the request
 * @returns a new event
 *
 * @example
 * import { events } from 'hoptrace/testing'
 *
 * export const event = events.httpApiAuthorizer({ headers: { 'x-trace-id': 'my-trace' } })
 */
export function httpApiAuthorizer(input: EventInput = {}) {
  const { body: _body, isBase64Encoded: _encoded, ...request } = httpApi(input)
  const identitySource = ['Bearer token']
  const cookies: string[] = []
  return { ...request, cookies, type: 'REQUEST' as const, routeArn: ARN, identitySource }
}
