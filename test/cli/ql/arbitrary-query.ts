import fc from 'fast-check'
import type { Expression, Field } from '../../../src/cli/ql/syntax.ts'
import { PRECEDENCE } from '../../../src/cli/ql/syntax.ts'

const AT = 0

const name = fc.oneof(
  fc.constantFrom('action', 'metadata.statusCode', '@timestamp', 'links.0', 'in', 'Desc', 'filter'),
  fc.stringMatching(/^[A-Za-z_@][\w@]{0,8}(\.\w{1,4})?$/),
  fc.stringMatching(/^[^`\n.]{1,6}$/),
)

const field: fc.Arbitrary<Field> = name.map((value) => ({ kind: 'field', name: value, at: AT }))

const text = fc
  .oneof(fc.string(), fc.string({ unit: 'binary' }))
  .map((value) => ({ kind: 'text', value }) as const)

const count = fc.oneof(
  fc.nat({ max: 1_000_000 }),
  fc.nat({ max: 99_999 }).map((value) => value / 100),
)
const number = count.map((value) => ({ kind: 'number', value }) as const)

const pattern = fc
  .stringMatching(/^([^\\\n]|\\[^\n/])*$/)
  .map((source) => ({ kind: 'pattern', source }) as const)

const period = fc.record({
  kind: fc.constant('period' as const),
  count: fc.integer({ min: 1, max: 100 }),
  unit: fc.constantFrom('ms', 's', 'm', 'h', 'd', 'week', 'mo', 'year'),
  at: fc.constant(AT),
})

const listed = fc.oneof(
  text,
  number,
  fc.integer({ min: -99, max: -1 }).map((value) => ({ kind: 'number', value }) as const),
)

const list = <T>(item: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.array(item, { minLength: 1, maxLength: 3 })

const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    field,
    text,
    number,
    fc.record({
      kind: fc.constantFrom('not' as const, 'negative' as const),
      operand: tie('expression'),
    }),
    fc.record({
      kind: fc.constant('binary' as const),
      operator: fc.constantFrom(...PRECEDENCE.flat()),
      left: tie('expression'),
      right: tie('expression'),
    }),
    fc.record({
      kind: fc.constant('like' as const),
      negated: fc.boolean(),
      operand: tie('expression'),
      pattern: fc.oneof(text, pattern),
    }),
    fc.record({
      kind: fc.constant('in' as const),
      negated: fc.boolean(),
      operand: tie('expression'),
      values: list(listed),
    }),
    fc.record({
      kind: fc.constant('call' as const),
      name: fc.constantFrom('strcontains', 'bin', 'count', 'pct', 'coalesce', 'unknown_one'),
      args: fc.oneof(
        fc.constant('*' as const),
        fc.array(fc.oneof(tie('expression'), period), { maxLength: 3 }),
      ),
      at: fc.constant(AT),
    }),
  ),
}))

/** Any expression of the grammar, with all positions 0. */
export const anyExpression: fc.Arbitrary<Expression> = expression
