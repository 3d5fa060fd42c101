import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lint } from '../../../src/cli/ql/lint.ts'
import { parse } from '../../../src/cli/ql/parse.ts'
import { printExpression } from '../../../src/cli/ql/print.ts'
import { QueryError } from '../../../src/cli/ql/query-error.ts'
import { translate } from '../../../src/cli/ql/translate.ts'
import { queries } from '../../../src/queries/index.ts'
import { anyExpression } from './arbitrary-query.ts'

const PIECES =
  'filter fields stats sort limit dedup parse unnest into join appendcols accum outlier pattern diff SOURCE by as and or not in like =~ ( ) [ ] , | = != < / /a/ "x" \'y\' `z` @ 5m 1.5 * - # \\ " \u0000 é action count(*) bin(5m) true'.split(
    ' ',
  )

/** Returns an expression with all positions 0. */
const withoutPositions = (query: unknown): unknown =>
  JSON.parse(JSON.stringify(query, (key, value) => (key === 'at' ? 0 : value)))

/** Parses and translates a text. Returns the error that it throws, if any. */
function attempt(text: string): unknown {
  try {
    const query = parse(text)
    lint(query)
    translate(query, { files: ['x'] }, 0)
  } catch (error) {
    return error
  }
}

it('an expression is the same after it was printed and parsed', () => {
  fc.assert(
    fc.property(anyExpression, (expression) => {
      const [filter] = parse(`filter ${printExpression(expression)}`)
      const { condition } = filter as unknown as { condition: unknown }
      expect(withoutPositions(condition)).toEqual(withoutPositions(expression))
    }),
    { numRuns: 2000 },
  )
})

describe('a query', () => {
  it('of random text is refused with a QueryError, or translated', () => {
    const pieces = fc.array(fc.constantFrom(...PIECES), { maxLength: 30 })
    const text = fc.oneof(
      pieces.map((list) => list.join(' ')),
      pieces.map((list) => list.join('')),
      fc.string({ unit: 'binary' }),
    )
    fc.assert(
      fc.property(text, (anything) => {
        const error = attempt(anything)
        if (error !== undefined) expect(error).toBeInstanceOf(QueryError)
      }),
      { numRuns: 5000 },
    )
  })

  it('of hoptrace with a piece missing is refused with a QueryError, or translated', () => {
    const cut = fc.record({
      query: fc.constantFrom(...queries),
      from: fc.double({ min: 0, max: 1, noNaN: true }),
      count: fc.integer({ min: 1, max: 20 }),
    })
    fc.assert(
      fc.property(cut, ({ query: { text }, from, count }) => {
        const begin = Math.floor(from * text.length)
        const error = attempt(text.slice(0, begin) + text.slice(begin + count))
        if (error !== undefined) expect(error).toBeInstanceOf(QueryError)
      }),
      { numRuns: 2000 },
    )
  })

  it.each(['(', 'not ', '-', 'f('])('nested too deeply with %j is refused', (opening) => {
    const error = attempt(`filter ${opening.repeat(Math.floor(9000 / opening.length))}`)
    expect(error).toMatchObject({
      name: 'QueryError',
      message: 'The expression is nested too deeply',
    })
  })

  it.each(['1 + ', 'a or ', 'a and ', '(1 + 1) * '])(
    'that joins too many %j is refused',
    (term) => {
      const joined = (count: number) => attempt(`filter ${term.repeat(count)}a`)
      expect(joined(250)).toBeUndefined()
      expect(joined(Math.floor(9000 / term.length))).toMatchObject({
        name: 'QueryError',
        message: 'A query joins at most 500 expressions by operators: use in [ … ]',
      })
    },
  )

  it('of more than 10,000 characters is refused, as on CloudWatch', () => {
    const error = attempt(`filter ${'a'.repeat(10_000)}`)
    expect(error).toEqual(new QueryError('A query has at most 10000 characters'))
  })
})
