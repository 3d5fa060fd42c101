import { expect } from 'vitest'
import type { TraceRecord } from '../../src/index.ts'
import { tracing } from '../../src/middy/index.ts'
import { invoke, lambdaContext } from '../middy/invocation.ts'

/** Runs `fn` within an invocation. Returns its value or error, and the records. */
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

/** Returns the only record. Fails if there are more, or none. */
export function only(calls: readonly TraceRecord[]): TraceRecord {
  expect(calls).toHaveLength(1)
  return calls[0] as TraceRecord
}
