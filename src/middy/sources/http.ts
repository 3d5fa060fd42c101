import { member } from '../../core/member.ts'
import type { HeaderReader } from '../../core/propagation/inbound.ts'
import { type Incoming, textMember } from './source.ts'

/** API Gateway HTTP API (payload 2.0). */
export function httpApi(event: unknown): Incoming | undefined {
  const method = textMember(member(member(event, 'requestContext'), 'http'), 'method')
  if (method === undefined) return undefined
  const [, pattern] = textMember(event, 'routeKey')?.split(' ') ?? []
  return incoming(event, method, pattern)
}

/** API Gateway REST API (payload 1.0). */
export function restApi(event: unknown): Incoming | undefined {
  const method = textMember(event, 'httpMethod')
  return method === undefined ? undefined : incoming(event, method, textMember(event, 'resource'))
}

function incoming(event: unknown, method: string, pattern: string | undefined): Incoming {
  return {
    header: headerReader(event),
    action: pattern === undefined ? undefined : `${method} ${pattern}`,
    metadata: { method, path: pattern },
    answersHttp: true,
  }
}

/** Reads headers whatever the case of their names; one that came several times is joined as HTTP joins it. */
function headerReader(event: unknown): HeaderReader {
  const several = member(event, 'multiValueHeaders')
  const single = member(event, 'headers')
  return (name) => headerIn(several, name) ?? headerIn(single, name)
}

function headerIn(headers: unknown, name: string): string | undefined {
  const value = member(headers, name) ?? member(headers, keyLike(headers, name))
  if (typeof value === 'string' || value === undefined) return value
  const texts = [value].flat().filter((item) => typeof item === 'string')
  return texts.length === 0 ? undefined : texts.join(', ')
}

function keyLike(headers: unknown, name: string): string {
  for (const key in headers as object | undefined) {
    if (key.length === name.length && key.toLowerCase() === name) return key
  }
  return ''
}
