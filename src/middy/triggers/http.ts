import { httpAction } from '../../core/lib/http-action.ts'
import { safeGet } from '../../core/lib/safe-get.ts'
import { safeGetIn, safeGetText } from './event-values.ts'
import { headerReader } from './headers.ts'
import type { TriggerEvent } from './trigger.ts'

/** Reads requests of an API Gateway HTTP API (payload 2.0) and of a Lambda function URL. */
export function httpApi(event: unknown): TriggerEvent | undefined {
  const method = safeGetText(safeGetIn(event, 'requestContext', 'http'), 'method')
  if (method === undefined) return undefined
  const [, pattern] = safeGetText(event, 'routeKey')?.split(' ') ?? []
  return httpRequest(event, method, pattern)
}

/** Reads requests of an API Gateway REST API (payload 1.0) and of an Application Load Balancer. */
export function restApi(event: unknown): TriggerEvent | undefined {
  const method = safeGetText(event, 'httpMethod')
  return method === undefined
    ? undefined
    : httpRequest(event, method, safeGetText(event, 'resource'))
}

/** Reads requests of VPC Lattice, in both versions of its event. They name no route. */
export function lattice(event: unknown): TriggerEvent | undefined {
  const isLattice =
    safeGetText(event, 'raw_path') ?? safeGetText(safeGet(event, 'requestContext'), 'serviceArn')
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
  const metadata = { method, path: pattern }
  return {
    header: requestHeaders(event),
    action: pattern && httpAction(metadata),
    metadata,
    answersHttp: true,
  }
}

function requestHeaders(event: unknown): TriggerEvent['header'] {
  return headerReader([safeGet(event, 'multiValueHeaders'), safeGet(event, 'headers')])
}
