import { expect, it } from 'vitest'
import { readTime } from '../../src/lines/time.ts'

const MS = Date.parse('2026-11-22T14:30:00.123Z')

it.each([
  [MS / 1000],
  [MS],
  [MS * 1e3],
  [MS * 1e6],
  [String(MS / 1000)],
  [String(MS)],
  [`${MS}456`],
  [`${MS}456789`],
  ['2026-11-22T14:30:00.123Z'],
  ['2026-11-22T14:30:00.123456789Z'],
  ['2026-11-22 14:30:00.123'],
  ['2026-11-22 14:30:00,123'],
  ['2026-11-22T15:30:00.123+01:00'],
  ['2026-11-22T15:30:00.123+0100'],
])('reads the time %s', (value) => {
  expect(readTime(value)).toBe(MS)
})

it('reads the time of a web server', () => {
  expect(readTime('22/Nov/2026:14:30:00 +0000')).toBe(Date.parse('2026-11-22T14:30:00Z'))
})

it.each([
  [7],
  ['7'],
  ['yesterday'],
  [''],
  [undefined],
  [null],
  [{}],
  [Number.NaN],
  ['2026-99-99T99:99:99Z'],
  ['14:30:00'],
])('reads no time from %j', (value) => {
  expect(readTime(value)).toBeUndefined()
})
