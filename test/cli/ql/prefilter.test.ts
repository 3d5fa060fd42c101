import fc from 'fast-check'
import { expect, it } from 'vitest'
import { queryFiles } from '../../../src/cli/local/query-files.ts'
import { logFile } from '../log-file.ts'

const FIELDS = ['a', 'b.c', 'd']
const VALUES = ['x', 'xy', '1', 'true', 7, 1, true, false, null, undefined, { x: 1 }]

const value = fc.constantFrom(...VALUES)
const record = fc.tuple(value, value, value).map(([a, c, d]) => ({ a, b: { c }, d }))

const field = fc.constantFrom(...FIELDS)
const literal = fc.constantFrom('"x"', '"1"', '1', '7')
const relation = fc
  .tuple(field, fc.constantFrom('=', '=', '!=', '<'), literal)
  .map(([name, operator, text]) => `${name} ${operator} ${text}`)
const comparison = fc.oneof(
  { weight: 4, arbitrary: relation },
  fc.tuple(field, literal, literal).map(([name, ...texts]) => `${name} in [${texts}]`),
  fc.tuple(field, literal).map(([name, text]) => `${name} not in [${text}]`),
  field.map((name) => `${name} like /x/`),
  field.map((name) => `ispresent(${name})`),
)
const { condition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small' },
    comparison,
    fc
      .tuple(tie('condition'), fc.constantFrom('and', 'or'), tie('condition'))
      .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
    tie('condition').map((inner) => `not (${inner})`),
  ),
}))

it('skipping lines early changes no result', { timeout: 60_000 }, async () => {
  const file = logFile(...fc.sample(record, { numRuns: 200, seed: 7 }))
  const count = async (text: string) => (await queryFiles(text, { files: [file] }, 0)).rows
  await fc.assert(
    fc.asyncProperty(condition, async (where) => {
      // Names that the query gives are not searched for in the lines.
      const named = where
        .replaceAll('b.c', 'named_c')
        .replaceAll(/\b([ad])\b(?! ?[[(])/g, 'named_$1')
      const names = 'fields a as named_a, b.c as named_c, d as named_d'
      const plain = await count(`filter ${where} | stats count(*)`)
      expect(plain).toEqual(await count(`${names} | filter ${named} | stats count(*)`))
    }),
    { numRuns: 150 },
  )
})
