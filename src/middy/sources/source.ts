import { member } from '../../core/member.ts'
import type { HeaderReader } from '../../core/propagation/inbound.ts'
import type { Metadata } from '../../core/record.ts'

/** What an event tells about the request that it carries. */
export interface Incoming {
  readonly header: HeaderReader
  /** The method and the route's pattern, where there is one; never a raw path. */
  readonly action?: string | undefined
  readonly metadata?: Metadata
  /** Whether what the handler returns is an HTTP response. */
  readonly answersHttp: boolean
}

/** Reads one family of events; `undefined` for an event of another. Must not throw. */
export type Source = (event: unknown) => Incoming | undefined

/** A member that is a non-empty string. */
export function textMember(value: unknown, name: string): string | undefined {
  const found = member(value, name)
  return typeof found === 'string' && found !== '' ? found : undefined
}
