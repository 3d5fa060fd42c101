import type { Seated } from './lib/slot-set.ts'

/** A request, hop or call in the making. */
export interface Span extends Seated {
  readonly id: string
  readonly parentId?: string | undefined
  /** Of `ticks()`. */
  readonly startedAt: number
  /** What runs in it; a request's own has no name. */
  readonly name: string
  /** Of a step. */
  readonly phase?: 'hop' | 'call' | undefined
}
