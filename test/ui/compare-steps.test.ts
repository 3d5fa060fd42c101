import { describe, expect, it } from 'vitest'
import { compareSteps } from '../../src/ui/compare-steps.ts'
import { step } from './step-view.ts'

/** Describes the aligned steps: depth, name, and the durations of both. */
function aligned(...[first, second]: Parameters<typeof compareSteps>) {
  return compareSteps(first, second).map((row) => [
    row.depth,
    row.name,
    row.first?.duration,
    row.second?.duration,
  ])
}

describe('the steps of two requests', () => {
  it('belong together by their name within steps that do', () => {
    const first = [step('a', 0), step('b', 1, { duration: 1 }), step('c', 2, { duration: 2 })]
    const second = [step('a', 0), step('b', 1, { duration: 3 }), step('c', 1, { duration: 4 })]
    expect(aligned(first, second)).toEqual([
      [0, 'a', 10, 10],
      [1, 'b', 1, 3],
      [2, 'c', 2, undefined],
      [1, 'c', undefined, 4],
    ])
  })

  it('that only one has stand where they ran', () => {
    const first = ['a', 'b', 'd'].map((name) => step(name, 1))
    const second = ['x', 'a', 'c', 'y', 'd', 'z'].map((name) => step(name, 1, { duration: 20 }))
    const names = aligned([step('r', 0), ...first], [step('r', 0), ...second]).map(
      ([, name]) => name,
    )
    expect(names).toEqual(['r', 'x', 'a', 'c', 'y', 'b', 'd', 'z'])
  })

  it('of one name belong together in their order', () => {
    const first = [step('r', 0), step('get', 1, { duration: 1 }), step('get', 1, { duration: 2 })]
    const second = [step('r', 0), step('get', 1, { duration: 3 })]
    expect(aligned(first, second)).toEqual([
      [0, 'r', 10, 10],
      [1, 'get', 1, 3],
      [1, 'get', 2, undefined],
    ])
  })

  it('of another service don’t belong together, except for outermost requests of another action', () => {
    const other = step('b', 1, { service: 'credits' })
    expect(aligned([step('a', 0), step('b', 1)], [step('z', 0), other])).toEqual([
      [0, 'a', 10, 10],
      [1, 'b', undefined, 10],
      [1, 'b', 10, undefined],
    ])
  })

  it('leave out lines and gaps', () => {
    const gap = {
      kind: 'gap',
      depth: 1,
      text: '',
      duration: 5,
      bar: { begin: 0, share: 1 },
    } as const
    const line = { kind: 'line', depth: 1, level: '', text: '', at: 1, errors: [] } as const
    expect(aligned([step('a', 0), gap, line], [])).toEqual([[0, 'a', 10, undefined]])
  })
})
