import { expect } from 'vitest'
import type { TraceRecord } from '../../src/index.ts'
import { tracing } from '../../src/middy/index.ts'
import { invoke, lambdaContext } from '../middy/invocation.ts'

/** Runs `fn` as a Lambda function's code; gives what it wrote beside its start and ending. */
export async function inRequest<T>(fn: () => Promise<T> | T, event: unknown = {}) {
  let value: T | undefined
  let error: unknown
  const { records, start, ending } = await invoke(
    [tracing()],
    async () => {
      try {
        value = await fn()
      } catch (thrown) {
        error = thrown
      }
    },
    event,
    lambdaContext(),
  )
  const calls = records.filter(({ phase }) => phase === 'call')
  return { value: value as T, error, records, calls, start, ending }
}

/** The one call that was written. */
export function only(calls: readonly TraceRecord[]): TraceRecord {
  expect(calls).toHaveLength(1)
  return calls[0] as TraceRecord
}
