import { describe, expect, it } from 'vitest'
import { LiveTraces, MAX_TRACES } from '../../../src/cli/live/live-traces.ts'
import { SettledRequests, type SettledTrace } from '../../../src/cli/tail/settled-requests.ts'
import { asRecord } from '../../../src/lines/record.ts'
import { failedTrace, record } from '../sample-trace.ts'
import { requestRecords } from './running-tail.ts'

/** Requests on a clock that the test sets. */
function settle() {
  const clock = { now: 0 }
  const shown: SettledTrace[] = []
  const settled = new SettledRequests(new LiveTraces(() => undefined), {
    now: () => clock.now,
    onSettled: (trace) => shown.push(trace),
  })
  return {
    shown,
    settled,
    add(...records: readonly object[]) {
      for (const one of records) {
        const own = asRecord(one)
        if (own !== undefined) settled.add(own, JSON.stringify(one))
      }
      settled.tick()
    },
    passes(milliseconds: number) {
      clock.now += milliseconds
      settled.tick()
    },
  }
}

describe('the requests of several logs', () => {
  it('are passed on a second after all have ended, by their times', () => {
    const { add, passes, shown } = settle()
    const [start = {}, ...others] = failedTrace
    add(...others.toReversed())
    passes(900)
    expect(shown).toEqual([])
    add(start)
    passes(999)
    expect(shown).toEqual([])
    passes(1)
    expect(shown).toHaveLength(1)
    expect(shown[0]).toMatchObject({ isRunning: false, records: failedTrace })
  })

  it('are passed on without endings that never come', () => {
    const { add, passes, shown } = settle()
    add(
      ...failedTrace.filter(
        (one) => !('requestId' in one && 'phase' in one && one.phase === 'complete'),
      ),
    )
    passes(4_999)
    expect(shown).toEqual([])
    passes(1)
    expect(shown).toMatchObject([{ isRunning: true, records: { length: failedTrace.length - 1 } }])
  })

  it('are passed on after Lambda could no longer run them', () => {
    const { add, passes, shown } = settle()
    add(...failedTrace.slice(0, 2))
    passes(15 * 60_000)
    expect(shown).toEqual([])
    passes(60_000)
    expect(shown).toMatchObject([{ isRunning: true, records: { length: 2 } }])
  })

  it('are passed on once, and later records by themselves', () => {
    const { add, passes, shown, settled } = settle()
    add(...requestRecords('req_a'))
    passes(1_000)
    add(record(9, { traceId: 'req_a', spanId: '00000000000000ab', phase: 'log' }))
    passes(1_000)
    expect(shown.map(({ records }) => records.length)).toEqual([2, 1])
    settled.end()
    expect(shown).toHaveLength(2)
  })

  it('are all passed on if they are more than memory holds', () => {
    const { add, shown, settled } = settle()
    const count = MAX_TRACES * 2 + 50
    const all = Array.from({ length: count }, (_, index) => requestRecords(`req_${index}`))
    add(...all.flat())
    settled.end()
    expect(new Set(shown.map(({ traceId }) => traceId)).size).toBe(count)
    expect(shown.every(({ records }) => records.length === 2)).toBe(true)
  })

  it('have ended if their endings come before their starts, and if lines come twice', () => {
    const { add, passes, shown } = settle()
    const [start = {}, ending = {}] = requestRecords('req_a')
    add(ending, start, ending, start)
    passes(1_000)
    expect(shown).toMatchObject([{ isRunning: false, records: { length: 4 } }])
  })
})
