import { describe, expect, it } from 'vitest'
import { type State, stateOf } from './alarm-state.ts'
import { parseRule } from './composite-rule.ts'
import { parseMath } from './metric-math.ts'

const POINTS: Readonly<Record<string, boolean | undefined>> = { '0': false, X: true }
const TREATMENTS = ['missing', 'ignore', 'breaching', 'notBreaching']
const STATES: Readonly<Record<string, State>> = {
  OK: 'OK',
  ALARM: 'ALARM',
  NONE: 'INSUFFICIENT_DATA',
  // The state before, which is this one in the tests.
  KEEP: 'INSUFFICIENT_DATA',
}

describe('the state of an alarm', () => {
  it.each([
    ['0 - X - X', 3, 'OK OK OK OK'],
    ['0 - - - -', 3, 'OK OK OK OK'],
    ['- - - - -', 3, 'NONE KEEP ALARM OK'],
    ['0 X X - X', 3, 'ALARM ALARM ALARM ALARM'],
    ['- - X - -', 3, 'ALARM KEEP ALARM OK'],
    ['0 - X - X', 2, 'ALARM ALARM ALARM ALARM'],
    ['0 0 X 0 X', 2, 'ALARM ALARM ALARM ALARM'],
    ['0 - X - -', 2, 'OK OK ALARM OK'],
    ['- - - - 0', 2, 'OK OK ALARM OK'],
    ['- - - X -', 2, 'ALARM KEEP ALARM OK'],
  ])('over %s with %i of 3 is what AWS’s tables say', (points, datapoints, expected) => {
    const range = points.split(' ').map((point) => POINTS[point])
    const states = TREATMENTS.map((missing) =>
      stateOf(range, { datapoints, periods: 3, missing }, 'INSUFFICIENT_DATA'),
    )
    expect(states).toEqual(expected.split(' ').map((word) => STATES[word]))
  })
})

describe('metric math', () => {
  it.each([
    ['a + b', { a: 1, b: undefined }, 1],
    ['a + b', { a: undefined, b: undefined }, undefined],
    ['a + 1', { a: undefined }, undefined],
    ['100 * a / b', { a: 1, b: 4 }, 25],
    ['100 * a / b', { a: 1, b: undefined }, undefined],
    ['a - b - c', { a: 9, b: 3, c: 2 }, 4],
    ['IF(a >= 2, b, 0)', { a: 2, b: 7 }, 7],
    ['IF(a >= 2, b, 0)', { a: 1, b: 7 }, 0],
    ['IF(a >= 2, b, 0)', { a: undefined, b: 7 }, undefined],
    ['IF(a >= 2, b, 0)', { a: 2, b: undefined }, 0],
    ['IF(a >= 2, 1, b)', { a: 1, b: undefined }, undefined],
    ['MAX([a, b])', { a: undefined, b: 3 }, 3],
    ['SUM([a, b])', { a: 2, b: 3 }, 5],
    ['SUM([a, b])', { a: undefined, b: undefined }, undefined],
    ['FILL(a, 0) + FILL(b, 0)', { a: undefined, b: undefined }, 0],
    ['(a + b) * 2 > 5 AND a < b', { a: 1, b: 2 }, 1],
  ])('%s of %o is %s', (text, values, expected) => {
    expect(parseMath(text).at(values)).toBe(expected)
  })

  it.each(['a +', 'SEARCH(a)', 'a b', 'IF(a'])('refuses %s', (text) => {
    expect(() => parseMath(text).at({ a: 1 })).toThrow()
  })
})

describe('a rule', () => {
  const text = `ALARM("\${A}") AND ALARM("\${B}") OR (ALARM("\${C}") AND ALARM("\${D}"))`

  it.each([
    ['A B', true],
    ['C D', true],
    ['A D', false],
    ['', false],
  ])('fires for %j: %s', (firing, expected) => {
    expect(parseRule(text).fires((id) => firing.split(' ').includes(id))).toBe(expected)
    expect(parseRule(text).ids).toEqual(['A', 'B', 'C', 'D'])
  })
})
