import { safeGet } from '../core/lib/safe-get.ts'
import { guard } from '../core/outcome/guard.ts'
import { elapsedSince, ticks } from '../core/platform/clock.ts'

/** How a streamed body ended. */
export interface StreamEnd {
  readonly bytes: number
  /** Milliseconds from the handler's return; `undefined` if no byte was sent. */
  readonly timeToFirstByte: number | undefined
  /** The error of the body's producer. */
  readonly failure?: { readonly error: unknown } | undefined
  /** Whether the consumer left before the end. */
  readonly aborted: boolean
}

/** Measures a streamed body. */
export interface StreamMeter {
  /** To be called with each chunk. */
  count(chunk: unknown): void
  /** To be called at the end of the body. The first call counts. Returns what the end must wait for. */
  end(failure?: StreamEnd['failure'], aborted?: boolean): Waiting
}

/** A promise to wait for, if there is anything to wait for. */
export type Waiting = Promise<void> | undefined

/** Creates a meter. Its time begins now. */
export function createStreamMeter(onEnd: (end: StreamEnd) => Waiting): StreamMeter {
  const startedAt = ticks()
  let bytes = 0
  let timeToFirstByte: number | undefined
  let isOver = false
  return {
    count(chunk) {
      timeToFirstByte ??= elapsedSince(startedAt)
      bytes += sizeOf(chunk)
    },
    end(failure, aborted = false) {
      if (isOver) return undefined
      isOver = true
      return guard(() => onEnd({ bytes, timeToFirstByte, failure, aborted }))
    },
  }
}

function sizeOf(chunk: unknown): number {
  if (typeof chunk === 'string') return Buffer.byteLength(chunk)
  const size = safeGet(chunk, 'byteLength')
  return typeof size === 'number' ? size : 0
}
