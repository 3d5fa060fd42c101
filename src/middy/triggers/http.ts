import { member } from '../../core/lib/safe-get.ts'
import { headersIn } from './headers.ts'
import { memberAt } from './members.ts'
import { type Incoming, textMember } from './source.ts'

/** API Gateway HTTP API (payload 2.0), Lambda function URL. */
export function httpApi(event: unknown): Incoming | undefined {
  const method = textMember(memberAt(event, 'requestContext', 'http'), 'method')
  if (method === undefined) return undefined
  const [, pattern] = textMember(event, 'routeKey')?.split(' ') ?? []
  return httpRequest(event, method, pattern)
}

/** API Gateway REST API (payload 1.0), Application Load Balancer. */
export function restApi(event: unknown): Incoming | undefined {
  const method = textMember(event, 'httpMethod')
  return method === undefined
    ? undefined
    : httpRequest(event, method, textMember(event, 'resource'))
}

/** VPC Lattice, both versions of its event; it knows of no route. */
export function lattice(event: unknown): Incoming | undefined {
  const isLattice =
    textMember(event, 'raw_path') ?? textMember(member(event, 'requestContext'), 'serviceArn')
  const method = textMember(event, 'method')
  return isLattice === undefined || method === undefined
    ? undefined
    : httpRequest(event, method, undefined)
}

/** API Gateway WebSocket API: a connection that begins or ends, or a message. */
export function webSocket(event: unknown): Incoming | undefined {
  const context = member(event, 'requestContext')
  const route = textMember(context, 'routeKey')
  return route === undefined || textMember(context, 'connectionId') === undefined
    ? undefined
    : { header: requestHeaders(event), action: route, metadata: { path: route }, answersHttp: true }
}

function httpRequest(event: unknown, method: string, pattern: string | undefined): Incoming {
  return {
    header: requestHeaders(event),
    action: pattern === undefined ? undefined : `${method} ${pattern}`,
    metadata: { method, path: pattern },
    answersHttp: true,
  }
}

function requestHeaders(event: unknown): Incoming['header'] {
  return headersIn([member(event, 'multiValueHeaders'), member(event, 'headers')])
}
