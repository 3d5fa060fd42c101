import type { Slotted } from './lib/slot-set.ts'

/** A request, hop or call that has begun. */
export interface Span extends Slotted {
  /** 16 hex digits; empty outside of a request. */
  readonly id: string
  readonly parentId?: string | undefined
  /** In `ticks()`. */
  readonly startedAt: number
  /** The step's name; empty for a request. */
  readonly name: string
  /** The step's kind; `undefined` for a request. */
  readonly phase?: 'hop' | 'call' | undefined
  /** What a request is to its caller, or a call to the called service. */
  readonly kind?: 'consumer' | 'client' | 'producer' | undefined
  /** Called before the request ends, if the step has not ended by then. */
  beforeRequestEnds?: () => void
}
