import { safeGet } from '../../core/lib/safe-get.ts'
import type { HeaderReader } from '../../core/propagation/inbound.ts'
import type { Metadata } from '../../core/record.ts'

/** What an event tells about the request that it carries. */
export interface TriggerEvent {
  readonly header: HeaderReader
  /** The method and the route's pattern, or what stands for them; never a raw path. */
  readonly action?: string | undefined
  readonly metadata?: Metadata | undefined
  /** Whether what the handler returns is an HTTP response. */
  readonly answersHttp?: boolean
  /** The status that its caller is answered when the handler fails with this error; where none is told, 500. */
  readonly refusal?: (error: unknown) => number | undefined
  /** The records of an event that may carry several. */
  readonly batch?: Batch | undefined
}

/** The records of an event, each of which may carry a trace of its own. */
export interface Batch {
  readonly records: readonly unknown[]
  headerOf(record: unknown): HeaderReader
  /** How the service is told which of them failed; absent where it can't be told. */
  readonly delivery?: Delivery | undefined
}

/** What a service makes of the records that failed. */
export interface Delivery {
  /**
   * What it is to be told: those that `failed`; the `first` of them, from which it goes on;
   * the first and the `rest`, as what follows may not be deleted; or nothing, but an `error`.
   */
  readonly report: 'failed' | 'first' | 'rest' | 'error'
  /** Records of one lane are ordered: none may be handled after one that failed. */
  orderingKeyOf?(record: unknown): string
  idOf(record: unknown): unknown
}

/** Reads one family of events; `undefined` for an event of another. Must not throw. */
export type TriggerParser = (event: unknown) => TriggerEvent | undefined

/** A member that is a non-empty string. */
export function safeGetText(value: unknown, name: string): string | undefined {
  const found = safeGet(value, name)
  return typeof found === 'string' && found !== '' ? found : undefined
}
