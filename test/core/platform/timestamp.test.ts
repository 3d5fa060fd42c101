import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { currentTrace } from '../../../src/index.ts'
import { captureRecords } from '../../capture.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())

it('a timestamp is when its record was written, also when the clock is set back', async () => {
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
