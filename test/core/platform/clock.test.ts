import { once } from 'node:events'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { currentTrace, type TraceRecord } from '../../../src/index.ts'
import { tracing } from '../../../src/middy/index.ts'
import { lambdaContext } from '../../../src/testing/index.ts'
import { captureRecords } from '../../capture.ts'
import { runModule, textOf } from '../../child.ts'
import { handlerOf, httpApiEvent } from '../../middy/invocation.ts'

const NOW = Date.parse('2026-11-22T14:30:00.200Z')
const UUID_V7 = /^req_[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** What stands in for a clock that somebody has replaced. */
const BROKEN: readonly [string, () => unknown][] = [
  ['NaN', () => Number.NaN],
  ['undefined', () => undefined],
  ['Infinity', () => Number.POSITIVE_INFINITY],
  ['a time before 1970', () => -1],
  ['a time after the year 9999', () => 8.64e15],
  ['a text', () => 'now'],
  ['a BigInt', () => 1n],
  [
    'an error',
    () => {
      throw new Error('no clock')
    },
  ],
]

/** The records of an invocation with metrics and an exporter, and the times of its spans. */
async function invokeAt(breakClock: () => void) {
  const times: number[] = []
  const exporters = [
    {
      onSpanEnd: ({ startTime, endTime }: { startTime: number; endTime: number }) =>
        void times.push(startTime, endTime),
    },
  ]
  const middleware = tracing({ metrics: true, exporters })
  const handler = handlerOf([middleware], () => ({ statusCode: 200 }))
  const invoke = () => captureRecords(() => handler(httpApiEvent(), lambdaContext()))
  await invoke()
  breakClock()
  times.length = 0
  const { records } = await invoke()
  return { records, times }
}

function expectWhole(records: readonly TraceRecord[]): void {
  expect(records.map(({ phase }) => phase)).toEqual(['start', 'complete'])
  for (const { traceId } of records) expect(traceId).toMatch(UUID_V7)
  expect(records[1]).toMatchObject({ duration: expect.any(Number), Requests: 1 })
}

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('a replaced clock', () => {
  it.each(BROKEN)(
    'loses no record if it returns or throws %s: each has the last valid time',
    async (_what, now) => {
      vi.useFakeTimers({ toFake: ['Date'], now: NOW })
      const { records, times } = await invokeAt(() => {
        vi.spyOn(Date, 'now').mockImplementation(now as () => number)
      })
      expectWhole(records)
      for (const { timestamp } of records) expect(timestamp).toBe('2026-11-22T14:30:00.200Z')
      expect(records[1]?._aws).toMatchObject({ Timestamp: NOW })
      for (const time of times) expect(Math.abs(time - NOW)).toBeLessThan(60_000)
      expect(times).toHaveLength(2)
    },
  )

  it('gives records whole milliseconds if it returns fractions', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: NOW })
    const { records } = await invokeAt(() => {
      vi.spyOn(Date, 'now').mockReturnValue(NOW + 1.75)
    })
    expectWhole(records)
    for (const { timestamp } of records) expect(timestamp).toBe('2026-11-22T14:30:00.201Z')
  })

  it.each(['hrtime', 'now'])(
    'loses no record if it is replaced before hoptrace is loaded: %s',
    async (name) => {
      const object = name === 'now' ? 'Date' : 'process'
      const broken = name === 'now' ? 'NaN' : '[NaN, NaN]'
      const begin = Date.now()
      const child = runModule(`
      const middy = (await import('@middy/core')).default
      ${object}.${name} = () => ${broken}
      const { tracing } = await import('hoptrace/middy')
      await middy().use(tracing({ metrics: true })).handler(() => 1)({}, {})
    `)
      const [text, errors] = await Promise.all([
        textOf(child.stdout),
        textOf(child.stderr),
        once(child, 'close'),
      ])
      expect(errors).toBe('')
      const records = text
        .trim()
        .split('\n')
        .map((line): TraceRecord => JSON.parse(line))
      expectWhole(records)
      for (const { timestamp } of records) {
        expect(Math.abs(Date.parse(timestamp) - begin)).toBeLessThan(60_000)
      }
    },
  )
})

describe('a clock that is set back', () => {
  it('gives each record the time at which it was written', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const times = [
      '2026-11-22T14:00:00.999Z',
      '2026-11-22T14:00:01.000Z',
      '2026-11-22T14:00:01.007Z',
      '2026-11-22T14:00:01.042Z',
      '2026-11-22T14:00:01.042Z',
      '2026-11-22T13:59:59.999Z',
      '2026-11-22T14:00:01.100Z',
      '2026-12-31T23:59:59.999Z',
      '2027-01-01T00:00:00.000Z',
    ]
    const { records } = await captureRecords(() => {
      for (const time of times) {
        vi.setSystemTime(new Date(time))
        currentTrace().info('now')
      }
    })
    expect(records.map(({ timestamp }) => timestamp)).toEqual(times)
  })
})
