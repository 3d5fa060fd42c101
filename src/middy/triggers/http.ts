import { safeGet } from '../../core/lib/safe-get.ts'
import { safeGetText } from './event-values.ts'
import { headerReader } from './headers.ts'
import { matchedPattern } from './router-match.ts'
import type { TriggerEvent } from './trigger.ts'

/** Reads requests of an API Gateway HTTP API (payload 2.0) and of a Lambda function URL. */
export function httpApi(event: unknown): TriggerEvent | undefined {
  const method = safeGetText(event, 'requestContext', 'http', 'method')
  if (method === undefined) return undefined
  const [, pattern] = safeGetText(event, 'routeKey')?.split(' ') ?? []
  return httpRequest(event, method, pattern)
}

/**
 * Reads requests of an API Gateway REST API (payload 1.0), of an Application Load Balancer, and of a
 * Bedrock agent.
 */
export function restApi(event: unknown): TriggerEvent | undefined {
  const method = safeGetText(event, 'httpMethod')
  const pattern = safeGetText(event, 'resource') ?? safeGetText(event, 'apiPath')
  return method === undefined ? undefined : httpRequest(event, method, pattern)
}

/** Reads requests of VPC Lattice, in both versions of its event. They name no route. */
export function lattice(event: unknown): TriggerEvent | undefined {
  const isLattice =
    safeGetText(event, 'raw_path') ?? safeGetText(event, 'requestContext', 'serviceArn')
  const method = safeGetText(event, 'method')
  return isLattice === undefined || method === undefined
    ? undefined
    : httpRequest(event, method, undefined)
}

/**
 * Reads events of an API Gateway WebSocket API: a connection opens or closes, or a message comes.
 */
export function webSocket(event: unknown): TriggerEvent | undefined {
  const context = safeGet(event, 'requestContext')
  const route = safeGetText(context, 'routeKey')
  return route === undefined || safeGetText(context, 'connectionId') === undefined
    ? undefined
    : { header: requestHeaders(event), action: route, metadata: { path: route }, answersHttp: true }
}

function httpRequest(event: unknown, method: string, pattern: string | undefined): TriggerEvent {
  const request = {
    header: requestHeaders(event),
    action: pattern && `${method} ${pattern}`,
    answersHttp: true,
  }
  if (pattern !== undefined && !pattern.endsWith('+}'))
    return { ...request, metadata: { method, path: pattern } }
  // No pattern, or one for all paths: which request it was, only the path tells.
  const path = requestedPath(event)
  const before = safeGet(event, 'pathParameters')
  const findAction = (): string | undefined => {
    const matched = path && matchedPattern(path, before, safeGet(event, 'pathParameters'))
    return matched && `${method} ${matched}`
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
