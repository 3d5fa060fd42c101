import { describe, expect, it } from 'vitest'
import { hoptrace } from './hoptrace.ts'
import { logFile } from './log-file.ts'

const NOON = Date.parse('2026-11-22T12:00:00.000Z')
const MINUTE_MS = 60_000
const MS = /^(duration|p\d\d|.*Ms|before|after|perMinute|errorPct)$/

/** Requests of two hours before noon and two after, of durations whose sums and means are no short numbers. */
const records = Array.from({ length: 480 }, (_, index) => {
  const timestamp = new Date(NOON + (index - 240) * (MINUTE_MS / 2)).toISOString()
  const traceId = `req_${String(index).padStart(8, '0')}`
  const fields = { timestamp, level: 'info', message: 'Done', traceId, service: 'shop' }
  const isLate = index > 240
  const wait = 10.1 + (index % 7) / 10 + (isLate ? 300.3 : 0)
  const spanId = `a${String(index).padStart(15, '0')}`
  const metadata = { statusCode: 200, ratio: 0.1234567 }
  return [
    {
      ...fields,
      ...{ layer: 'lambda', action: 'service:s3:getObject', phase: 'call', duration: wait },
      ...{ spanId: `b${spanId.slice(1)}`, parentId: spanId, result: 'success' },
    },
    {
      ...fields,
      ...{ layer: 'lambda', action: 'orders:get', phase: 'complete', result: 'success', spanId },
      ...{ duration: 100.123 + wait, metadata },
    },
  ]
}).flat()

/** Returns the numbers of members that are milliseconds, rates or percentages. */
function measuredIn(text: string): number[] {
  const found: number[] = []
  JSON.parse(text, (name, value: unknown) => {
    if (typeof value === 'number' && MS.test(name)) found.push(value)
    return value
  })
  return found
}

describe('--json', () => {
  it.each([
    ['trace', ['trace', 'req_00000012']],
    ['compare', ['compare', '--since', '2026-11-22T12:00:00Z']],
    ['map', ['map']],
    ['query', ['query', 'duration-percentiles']],
  ])('of %s has milliseconds of at most three decimals', async (_, words) => {
    const { out } = await hoptrace([...words, '--json', '--file', logFile(...records)], {
      now: NOON + 120 * MINUTE_MS,
    })
    const numbers = measuredIn(out)
    expect(numbers.some((one) => !Number.isInteger(one))).toBe(true)
    expect(numbers.filter((one) => Math.round(one * 1000) / 1000 !== one)).toEqual([])
  })

  it('leaves what records say as it is', async () => {
    const words = ['trace', 'req_00000012', '--json', '--file', logFile(...records)]
    const { out } = await hoptrace(words)
    expect(JSON.parse(out).traces[0].steps[0].record.metadata.ratio).toBe(0.1234567)
  })
})
