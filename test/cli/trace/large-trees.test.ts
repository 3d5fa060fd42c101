import { describe, expect, it } from 'vitest'
import { hoptrace } from '../hoptrace.ts'
import { logFile } from '../log-file.ts'
import { record, traceId } from '../sample-trace.ts'

const idOf = (index: number): string => index.toString(16).padStart(16, '0')

const step = (index: number, parent: number | undefined, fields: object = {}) =>
  record(index % 1000, {
    spanId: idOf(index),
    ...(parent !== undefined && { parentId: idOf(parent) }),
    phase: 'call',
    action: `a${index}`,
    duration: 5,
    result: 'success',
    ...fields,
  })

const timed = async (lines: readonly object[], ...args: string[]) => {
  const file = logFile(...lines)
  const begin = process.cpuUsage()
  const { out, err } = await hoptrace(['trace', traceId, '--file', file, ...args])
  const { user, system } = process.cpuUsage(begin)
  return { out, err, seconds: (user + system) / 1e6 }
}

const rows = (out: string): number => out.split('\n').filter((line) => line.includes('━')).length

describe('a tree', () => {
  const many = (count: number, parentOf: (index: number) => number) =>
    Array.from({ length: count }, (_, index) =>
      step(index + 1, index === 0 ? undefined : parentOf(index + 1)),
    )

  it.each([
    ['of 2,000 levels', many(2_000, (index) => index - 1), 2_000],
    ['of 10,000 steps beside each other', many(10_000, () => 1), 10_000],
    ['of 10,000 steps in pairs', many(10_000, (index) => Math.floor(index / 2)), 10_000],
  ])('%s is drawn in less than a second', async (_what, lines, count) => {
    const { out, seconds } = await timed(lines)
    expect(rows(out)).toBe(count)
    // Other work on the machine makes a second of the processor longer.
    expect(seconds).toBeLessThan(4)
  })

  it.each([12, 22])(
    'of %d levels has each step once, if each line is there twice',
    async (levels) => {
      const chain = many(levels, (index) => index - 1)
      const late = chain.map((line) => ({ ...line, timestamp: '2026-11-22T14:30:09.000Z' }))
      expect(rows((await timed([...chain, ...chain])).out)).toBe(levels)
      expect(rows((await timed([...chain, ...late])).out)).toBe(levels)
    },
  )
})

describe('steps that contain each other', () => {
  it.each([
    ['themselves', [step(1, 1)], 1],
    ['in a pair', [step(1, 2), step(2, 1)], 2],
    ['beside a tree', [step(1, undefined), step(2, 1), step(3, 4), step(4, 3)], 2],
    ['with a step within them', [step(1, 2), step(2, 1), step(3, 2)], 3],
  ])('are shown flat, with a warning: %s', async (_how, lines, count) => {
    const { out, err } = await timed(lines)
    expect(rows(out)).toBe(lines.length)
    expect(err).toMatch(new RegExp(`^${count} steps? with a parent within itself`))
  })
})
