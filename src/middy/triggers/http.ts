import { httpAction } from '../../core/lib/http-action.ts'
import { safeGet } from '../../core/lib/safe-get.ts'
import { safeGetText } from './event-values.ts'
import { headerReader } from './headers.ts'
import { matchedPattern } from './router-match.ts'
import type { TriggerEvent } from './trigger.ts'

/**
 * Reads HTTP requests of API Gateway (REST, HTTP and WebSocket APIs), Lambda function URLs, Application
 * Load Balancers, Bedrock agents and VPC Lattice.
 */
export function http(event: unknown): TriggerEvent | undefined {
  const method =
    safeGetText(event, 'requestContext', 'http', 'method') ?? safeGetText(event, 'httpMethod')
  const pattern =
    safeGetText(event, 'routeKey')?.split(' ')[1] ??
    safeGetText(event, 'resource') ??
    safeGetText(event, 'apiPath')
  return method === undefined
    ? (webSocket(event) ?? lattice(event))
    : httpRequest(event, method, pattern)
}

/** Reads requests of VPC Lattice, in both versions of its event. They name no route. */
function lattice(event: unknown): TriggerEvent | undefined {
  const isLattice =
    safeGetText(event, 'raw_path') ?? safeGetText(event, 'requestContext', 'serviceArn')
  const method = safeGetText(event, 'method')
  return isLattice && method ? httpRequest(event, method, undefined) : undefined
}

/**
 * Reads events of an API Gateway WebSocket API: a connection opens or closes, or a message comes.
 */
function webSocket(event: unknown): TriggerEvent | undefined {
  const context = safeGet(event, 'requestContext')
  const route = safeGetText(context, 'routeKey')
  return route === undefined || safeGetText(context, 'connectionId') === undefined
    ? undefined
    : { header: requestHeaders(event), action: route, metadata: { path: route }, answersHttp: true }
}

function httpRequest(event: unknown, method: string, pattern: string | undefined): TriggerEvent {
  const request = {
    header: requestHeaders(event),
    action: pattern && httpAction({ method, path: pattern }),
    answersHttp: true,
  }
  if (pattern !== undefined && !pattern.endsWith('+}'))
    return { ...request, metadata: { method, path: pattern } }
  // No pattern, or one for all paths: which request it was, only the path tells.
  const path = requestedPath(event)
  const before = safeGet(event, 'pathParameters')
  const findAction = (): string | undefined => {
    const matched = path && matchedPattern(path, before, safeGet(event, 'pathParameters'))
    return matched && httpAction({ method, path: matched })
  }
  return { ...request, metadata: { method, path }, findAction }
}

function requestedPath(event: unknown): string | undefined {
  const path =
    safeGetText(event, 'requestContext', 'http', 'path') ??
    safeGetText(event, 'path') ??
    safeGetText(event, 'raw_path')
  return path?.split('?')[0]
}

function requestHeaders(event: unknown): TriggerEvent['header'] {
  return headerReader([safeGet(event, 'multiValueHeaders'), safeGet(event, 'headers')])
}
