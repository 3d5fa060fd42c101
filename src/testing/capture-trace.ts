import { captures } from '../core/output/emit.ts'
import type { TraceRecord } from '../core/record.ts'

/** The records that a run wrote, and how the run ended. */
export interface CapturedTrace<T> {
  /** What the run returned. Absent if it threw. */
  readonly value?: T
  /** What the run threw. Absent if it returned. */
  readonly error?: unknown
  /** All records, in the order of writing. */
  readonly records: readonly TraceRecord[]
  /** The start of the first request. */
  readonly start?: TraceRecord | undefined
  /** The ending of the same request. */
  readonly ending?: TraceRecord | undefined
  /** The names of hops and checks, in the order of their ends. */
  readonly hops: readonly string[]
  /** The actions of calls, such as `service:s3:putObject`, in the order of their ends. */
  readonly calls: readonly string[]
}

/**
 * Runs a function and returns the records that would be written meanwhile, by the whole process, in
 * any format. They are not written.
 * @param run the function; it may return a promise
 * @returns the records, and what `run` returned or threw. The promise never rejects
 *
 * @example
 * import middy from '@middy/core'
 * import { tracing } from 'hoptrace/middy'
 * import { captureTrace, events, lambdaContext } from 'hoptrace/testing'
 * import { expect, test } from 'vitest'
 *
 * const handler = middy()
 *   .use(tracing({ service: 'shop', action: 'orders:get' }))
 *   .handler(async () => ({ statusCode: 404, body: '{}' }))
 *
 * test('an unknown order is a 404', async () => {
 *   const { ending } = await captureTrace(() => handler(events.httpApi(), lambdaContext()))
 *   expect(ending).toMatchObject({ level: 'warn', error: { code: 'NOT_FOUND' } })
 * })
 */
export async function captureTrace<T>(run: () => Promise<T> | T): Promise<CapturedTrace<T>> {
  const records: TraceRecord[] = []
  const capture = (line: string): void => {
    records.push(JSON.parse(line))
  }
  captures.add(capture)
  try {
    const value = await run()
    return { value, ...summarize(records) }
  } catch (error) {
    return { error, ...summarize(records) }
  } finally {
    captures.delete(capture)
  }
}

function summarize(records: readonly TraceRecord[]): CapturedTrace<never> {
  const start = records.find(({ phase }) => phase === 'start')
  const ending = records.find(
    ({ phase, spanId }) => phase === 'complete' && (start === undefined || spanId === start.spanId),
  )
  const hops = records.flatMap(({ hopName, hopResult }) =>
    hopName === undefined || hopResult === 'start' ? [] : hopName,
  )
  const calls = records.flatMap(({ phase, action }) => (phase === 'call' ? action : []))
  return { records, start, ending, hops, calls }
}
