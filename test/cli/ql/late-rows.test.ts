import { describe, expect, it } from 'vitest'
import { parse } from '../../../src/cli/ql/parse.ts'
import { translate } from '../../../src/cli/ql/translate.ts'

/** Returns the fields that a query reads of each line that passes its filter, and of the first rows only. */
function fieldsRead(text: string): { early: string[]; late: string[] } {
  const { sql } = translate(parse(text), { files: ['a.ndjson'] }, 0)
  const [early = [], ...late] = Array.from(
    sql.matchAll(/json_extract_string\(o, \[([^\]]*)\]/g),
    (match) => Array.from((match[1] ?? '').matchAll(/'\/(\w+)'/g), ([, name = '']) => name),
  )
  return { early: early.toSorted(), late: late.flat().toSorted() }
}

describe('a query reads of each line', () => {
  it('what its filter and its order need, and all else of the rows that it shows', () => {
    expect(fieldsRead('filter a = "x" | fields b, c | sort d desc | limit 5')).toEqual({
      early: ['a', 'd'],
      late: ['b', 'c'],
    })
  })

  it('what its statistics need, and no time', () => {
    expect(fieldsRead('filter a = "x" | stats avg(b) by c')).toEqual({
      early: ['a', 'b', 'c'],
      late: [],
    })
  })
})

it('all percentiles of a field are computed at once', () => {
  const { sql } = translate(
    parse('stats pct(a, 50) as p50, median(a) as m, pct(a, 99) as p99, pct(b, 9) as p9'),
    { files: ['a.ndjson'] },
    0,
  )
  expect(new Set(sql.match(/quantile_cont\(.*?, \[[\d.,]+\]\)/g)).size).toBe(2)
  expect(sql).toContain('[0.5,0.99]')
})
