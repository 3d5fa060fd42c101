import { expect, onTestFinished } from 'vitest'
import type { SentEvent } from '../cloudwatch/live-tail-service.ts'
import { hoptrace, type Machine, type Ran } from '../hoptrace.ts'
import { EVENTUALLY } from '../live/dev-process.ts'
import { record } from '../sample-trace.ts'

/** A `hoptrace tail` that runs. */
export interface RunningTail {
  /** Waits until stdout has a text. */
  prints(text: string | RegExp): Promise<void>
  /** Waits until stderr has a text. */
  says(text: string | RegExp): Promise<void>
  /** Presses Ctrl-C, and waits for the end. */
  stop(): Promise<Ran>
  readonly ended: Promise<Ran>
}

/** Starts `hoptrace tail`. It is stopped when the test ends. */
export function startTail(args: readonly string[], machine: Machine = {}): RunningTail {
  const interruption = new AbortController()
  const written = { out: '', err: '' }
  const ended = hoptrace(['tail', ...args], {
    ...machine,
    interrupted: interruption.signal,
    onOutput: (text) => {
      written.out += text
    },
    onError: (text) => {
      written.err += text
    },
  })
  const stop = (): Promise<Ran> => {
    interruption.abort()
    return ended
  }
  onTestFinished(async () => {
    await stop()
  })
  return {
    ended,
    stop,
    prints: (text) => expect.poll(() => written.out, EVENTUALLY).toMatch(text),
    says: (text) => expect.poll(() => written.err, EVENTUALLY).toMatch(text),
  }
}

const SPAN = '00000000000000aa'

/** Returns the start and the ending of a request. */
export function requestRecords(traceId: string, fields: object = {}): object[] {
  const own = { traceId, spanId: SPAN, functionName: 'shop' }
  const ending = { phase: 'complete', message: 'Lambda success', duration: 5, result: 'success' }
  return [
    record(0, { ...own, phase: 'start', message: 'Lambda start' }),
    record(5, { ...own, ...ending, ...fields }),
  ]
}

/** Returns records as a log group has them. */
export function sent(records: readonly object[], group?: string): SentEvent[] {
  return records.map((one) => ({ message: `${JSON.stringify(one)}\n`, ...(group && { group }) }))
}
