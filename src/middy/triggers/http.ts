import { httpAction } from '../../core/lib/http-action.ts'
import { type Part, textOf } from './event-values.ts'
import { headerReader } from './headers.ts'
import { matchedPattern } from './router-match.ts'
import type { TriggerEvent } from './trigger.ts'

/**
 * Reads HTTP requests of API Gateway (REST, HTTP and WebSocket APIs), Lambda function URLs, Application
 * Load Balancers, Bedrock agents and VPC Lattice.
 */
export function http(event: Part): TriggerEvent | undefined {
  const method = textOf(event?.requestContext?.http?.method) ?? textOf(event?.httpMethod)
  if (method === undefined) return webSocket(event) ?? lattice(event)
  const pattern =
    textOf(event?.routeKey)?.split(' ')[1] ?? textOf(event?.resource) ?? textOf(event?.apiPath)
  return httpRequest(event, method, pattern)
}

/** Reads requests of VPC Lattice, in both versions of its event. They name no route. */
function lattice(event: Part): TriggerEvent | undefined {
  const isLattice = textOf(event?.raw_path) ?? textOf(event?.requestContext?.serviceArn)
  const method = textOf(event?.method)
  return isLattice && method ? httpRequest(event, method, undefined) : undefined
}

/**
 * Reads events of an API Gateway WebSocket API: a connection opens or closes, or a message comes.
 */
function webSocket(event: Part): TriggerEvent | undefined {
  const context = event?.requestContext
  const route = textOf(context?.routeKey)
  return route === undefined || textOf(context?.connectionId) === undefined
    ? undefined
    : { header: requestHeaders(event), action: route, metadata: { path: route }, answersHttp: true }
}

function httpRequest(event: Part, method: string, pattern: string | undefined): TriggerEvent {
  const request = {
    header: requestHeaders(event),
    action: pattern && httpAction({ method, path: pattern }),
    answersHttp: true,
  }
  if (pattern !== undefined && !pattern.endsWith('+}'))
    return { ...request, metadata: { method, path: pattern } }
  // No pattern, or one for all paths: which request it was, only the path tells.
  const path = requestedPath(event)
  const before = event?.pathParameters
  const findAction = (): string | undefined => {
    const matched = path && matchedPattern(path, before, event?.pathParameters)
    return matched && httpAction({ method, path: matched })
  }
  return { ...request, metadata: { method, path }, findAction }
}

function requestedPath(event: Part): string | undefined {
  const path =
    textOf(event?.requestContext?.http?.path) ?? textOf(event?.path) ?? textOf(event?.raw_path)
  return path?.split('?')[0]
}

function requestHeaders(event: Part): TriggerEvent['header'] {
  return headerReader([event?.multiValueHeaders, event?.headers])
}
