import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { newTraceId } from '../../../src/core/platform/ids.ts'
import { w3cFromTraceId } from '../../../src/core/propagation/trace-id.ts'
import { reaches, thresholdOf } from '../../../src/core/sampling/consistent.ts'
import { runModule, textOf } from '../../child.ts'

const IDS = 1_000_000
const ids = Array.from({ length: IDS }, () => w3cFromTraceId(newTraceId()) as string)
const keptAt = (rate: number) => {
  const threshold = thresholdOf(rate)
  return ids.filter((id) => reaches(id, threshold))
}

describe('a sampling rate', () => {
  it.each([1, 0.5, 0.1, 0.005])('of %d keeps that share of a million ids', (rate) => {
    const deviation = Math.sqrt(IDS * rate * (1 - rate))
    expect(Math.abs(keptAt(rate).length - IDS * rate)).toBeLessThanOrEqual(5 * deviation)
  })

  it('of 0 keeps no id, not even the highest', () => {
    expect(keptAt(0)).toEqual([])
    expect(reaches('f'.repeat(32), thresholdOf(0))).toBe(false)
  })

  it('keeps all ids that a smaller rate keeps', () => {
    const [less, more] = [new Set(keptAt(0.05)), new Set(keptAt(0.1))]
    expect([...less].filter((id) => !more.has(id))).toEqual([])
    expect(more.size).toBeGreaterThan(less.size)
  })

  it('is compared with the last 56 bits of the id', () => {
    const half = thresholdOf(0.5)
    expect(half).toBe('80000000000000')
    expect(reaches(`${'f'.repeat(18)}80000000000000`, half)).toBe(true)
    expect(reaches(`${'f'.repeat(18)}7fffffffffffff`, half)).toBe(false)
    expect(reaches(`${'0'.repeat(18)}ffffffffffffff`, half)).toBe(true)
  })

  it('keeps the same ids in another process', async () => {
    const some = ids.slice(0, 2_000)
    const child = runModule(`
      import { createTraceContext } from 'hoptrace/next'
      const ids = ${JSON.stringify(some)}
      const flags = ids.map((id) => createTraceContext({
        action: 'a',
        headers: { traceparent: '00-' + id + '-00f067aa0ba902b7-03' },
        sampling: { rate: 0.1 },
      }).headers().get('traceparent').at(-1))
      process.stdout.write(JSON.stringify(flags))
    `)
    const [text] = await Promise.all([textOf(child.stdout), once(child, 'close')])
    const threshold = thresholdOf(0.1)
    expect(JSON.parse(text)).toEqual(some.map((id) => (reaches(id, threshold) ? '3' : '2')))
  })
})
