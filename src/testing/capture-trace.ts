import { captures } from '../core/output/emit.ts'
import type { TraceRecord } from '../core/record.ts'

/** What a run wrote, and how it ended. */
export interface CapturedTrace<T> {
  /** What the run returned; absent when it threw. */
  readonly value?: T
  /** What the run threw; absent when it returned. */
  readonly error?: unknown
  /** In the order in which they were written. */
  readonly records: readonly TraceRecord[]
  /** The first request's start. */
  readonly start?: TraceRecord | undefined
  /** The first request's ending. */
  readonly ending?: TraceRecord | undefined
  /** The names of the hops and checks, in the order in which they ended. */
  readonly hops: readonly string[]
  /** The actions of the service calls, such as `service:s3:putObject`, in the order in which they ended. */
  readonly calls: readonly string[]
}

/**
 * Runs `run` and keeps the records that are written meanwhile, in whatever format, instead of writing them.
 *
 * @example
 * const { ending, calls } = await captureTrace(() => handler(events.httpApi(), lambdaContext()))
 * expect(ending).toMatchObject({ result: 'error', error: { code: 'NOT_FOUND' } })
 * expect(calls).toEqual(['service:dynamodb:getItem'])
 */
export async function captureTrace<T>(run: () => Promise<T> | T): Promise<CapturedTrace<T>> {
  const records: TraceRecord[] = []
  const capture = (line: string): void => {
    records.push(JSON.parse(line))
  }
  captures.add(capture)
  try {
    const value = await run()
    return { value, ...summaryOf(records) }
  } catch (error) {
    return { error, ...summaryOf(records) }
  } finally {
    captures.delete(capture)
  }
}

function summaryOf(records: readonly TraceRecord[]): CapturedTrace<never> {
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
