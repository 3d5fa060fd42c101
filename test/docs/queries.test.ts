import { describe, expect, it } from 'vitest'
import { AGGREGATE_NAMES } from '../../src/cli/ql/aggregates.ts'
import { FUNCTIONS } from '../../src/cli/ql/functions/index.ts'
import { LAMBDA_FIELDS } from '../../src/cli/ql/lambda-fields.ts'
import { parse } from '../../src/cli/ql/parse.ts'
import { COMMANDS } from '../../src/cli/ql/parse-commands.ts'
import { UNSUPPORTED_COMMANDS } from '../../src/cli/ql/unsupported.ts'
import { rowsOf, sectionOf } from './page.ts'

const PAGE = 'docs/queries.md'
const namesIn = (cell: string): string[] =>
  [...cell.matchAll(/`([@\w]+)`/g)].map(([, name = '']) => name)
const [commands = '', refused = ''] = sectionOf(PAGE, 'Commands').split(/^Four commands.+$/m)
const functionRows = rowsOf(sectionOf(PAGE, 'Functions'))

describe('docs/queries.md', () => {
  it('lists the commands that run over files', () => {
    expect(rowsOf(commands).flatMap(([name = '']) => namesIn(name))).toEqual(Object.keys(COMMANDS))
  })

  it('lists the commands that are refused, with the reason of the error', () => {
    const rows = rowsOf(refused).map(([name = '', reason = '']) => [namesIn(name)[0], reason])
    const plain = rows.map(([name, reason = '']) => {
      const text = reason.replaceAll('`', '').replace(/\.$/, '')
      return [name, text]
    })
    const reasons = Object.entries(UNSUPPORTED_COMMANDS).map(([name, reason]) => {
      return [name, reason.charAt(0).toUpperCase() + reason.slice(1)]
    })
    expect(plain).toEqual(reasons)
    for (const [name] of rows)
      expect(() => parse(`${name} x`)).toThrow(`'${name}' is not supported`)
  })

  it('lists the functions that run over files', () => {
    const scalars = functionRows.filter(([group]) => group !== 'in `stats`')
    const listed = scalars.flatMap(([, names = '']) => namesIn(names))
    expect(listed.toSorted()).toEqual(Object.keys(FUNCTIONS).toSorted())
  })

  it('lists the functions of stats', () => {
    const [, names = ''] = functionRows.find(([group]) => group === 'in `stats`') ?? []
    expect(namesIn(names)).toEqual(AGGREGATE_NAMES)
  })

  it('lists the fields of Lambda’s lines', () => {
    const cells = rowsOf(sectionOf(PAGE, 'Fields')).map(([names = '']) => namesIn(names))
    const listed = cells.find((names) => names.includes('@type')) ?? []
    expect(listed.toSorted()).toEqual([...LAMBDA_FIELDS].toSorted())
  })
})
