import { member } from '../../core/lib/safe-get.ts'
import { headersIn } from './headers.ts'
import { httpApi, restApi, webSocket } from './http.ts'
import { type Incoming, textMember } from './source.ts'

/** Lambda authorizers of API Gateway (`TOKEN`, and `REQUEST` of both payloads) and of AppSync. */
export function authorizer(event: unknown): Incoming | undefined {
  const request = isRequest(event) && (httpApi(event) ?? restApi(event) ?? webSocket(event))
  if (request) return { ...request, answersHttp: false, refusal }
  if (textMember(event, 'authorizationToken') === undefined) return undefined
  return { header: headersIn([member(event, 'requestHeaders')]), refusal }
}

// The word by which API Gateway knows a refusal from a failure.
function refusal(error: unknown): number | undefined {
  return member(error, 'message') === 'Unauthorized' ? 401 : undefined
}

function isRequest(event: unknown): boolean {
  return (
    member(event, 'type') === 'REQUEST' &&
    (member(event, 'methodArn') ?? member(event, 'routeArn')) !== undefined
  )
}
