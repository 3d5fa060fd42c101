import { httpApi, restApi } from './http.ts'
import { ACCOUNT, REGION, type Sent } from './sent.ts'

const ARN = `arn:aws:execute-api:${REGION}:${ACCOUNT}:a1b2c3d4e5/prod/GET/orders/17`

/** A `TOKEN` authorizer of a REST API, which is given no headers. */
export function tokenAuthorizer() {
  return { type: 'TOKEN' as const, methodArn: ARN, authorizationToken: 'Bearer token' }
}

/** A `REQUEST` authorizer of a REST API. */
export function requestAuthorizer(sent: Sent = {}) {
  const { body: _body, isBase64Encoded: _encoded, ...request } = restApi(sent)
  const requestContext = { ...request.requestContext, authorizer: undefined }
  return { ...request, requestContext, type: 'REQUEST' as const, methodArn: ARN }
}

/** An authorizer of an HTTP API (payload 2.0). */
export function httpApiAuthorizer(sent: Sent = {}) {
  const { body: _body, isBase64Encoded: _encoded, ...request } = httpApi(sent)
  const identitySource = ['Bearer token']
  const cookies: string[] = []
  return { ...request, cookies, type: 'REQUEST' as const, routeArn: ARN, identitySource }
}
