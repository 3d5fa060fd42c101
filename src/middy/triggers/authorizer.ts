import { safeGet } from '../../core/lib/safe-get.ts'
import { headersIn } from './headers.ts'
import { httpApi, restApi, webSocket } from './http.ts'
import { safeGetText, type TriggerEvent } from './trigger.ts'

/** Lambda authorizers of API Gateway (`TOKEN`, and `REQUEST` of both payloads) and of AppSync. */
export function authorizer(event: unknown): TriggerEvent | undefined {
  const request = isRequest(event) && (httpApi(event) ?? restApi(event) ?? webSocket(event))
  if (request) return { ...request, answersHttp: false, refusal }
  if (safeGetText(event, 'authorizationToken') === undefined) return undefined
  return { header: headersIn([safeGet(event, 'requestHeaders')]), refusal }
}

// The word by which API Gateway knows a refusal from a failure.
function refusal(error: unknown): number | undefined {
  return safeGet(error, 'message') === 'Unauthorized' ? 401 : undefined
}

function isRequest(event: unknown): boolean {
  return (
    safeGet(event, 'type') === 'REQUEST' &&
    (safeGet(event, 'methodArn') ?? safeGet(event, 'routeArn')) !== undefined
  )
}
