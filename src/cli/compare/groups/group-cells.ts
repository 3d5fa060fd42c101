import type { Row } from '../../query-result.ts'
import type { Member } from '../cell.ts'
import type { GroupField } from './group-fields.ts'
import { type Insights, MAX_ROWS } from './insights.ts'
import type { OutcomeQl } from './outcome-ql.ts'
import type { Period } from './period.ts'

/** Requests with a value, or with two, that do the same. */
export interface CountRow {
  readonly period: 0 | 1
  readonly service: string
  readonly action: string
  readonly isCold: boolean
  /** What they have in common; none for all requests. */
  readonly members: readonly Member[]
  readonly requests: number
  readonly odd: readonly number[]
  /** How many are odd by any outcome. */
  readonly anyOdd: number
}

/** Two indexes of fields. */
export type Pair = readonly [number, number]

const SEPARATOR = '␟'
const BETWEEN = '␞'
const ALL = '*'

/** Counts requests by each value of each field, and all of them: with one query for each period. */
export async function countSingleRows(context: CountContext): Promise<CountRow[]> {
  const entries = context.fields.map(({ ql }, index) => `"${index}=", ${ql}`)
  return countRows(context, [`"${ALL}"`, ...entries])
}

/** Counts requests by pairs of values. */
export async function countPairRows(
  context: CountContext,
  pairs: readonly Pair[],
): Promise<CountRow[]> {
  const { fields } = context
  const entries = pairs.map(([one, other]) => {
    return `"${one}&${other}=", ${fields[one]?.ql}, "${BETWEEN}", ${fields[other]?.ql}`
  })
  return countRows(context, entries)
}

/** What the queries that count need to know. */
export interface CountContext {
  readonly insights: Insights
  readonly periods: readonly Period[]
  readonly fields: readonly GroupField[]
  readonly outcomes: OutcomeQl
  /** Whether the requests of versions are compared. */
  readonly areVersions: boolean
}

async function countRows(
  { insights, periods, fields, outcomes }: CountContext,
  entries: readonly string[],
): Promise<CountRow[]> {
  const kinds = outcomes.count
  const sums = Array.from({ length: kinds }, (_, kind) => `sum(o${kind}) as s${kind}`)
  const queries = periods.map(async (period) => {
    const most = period.number === 1 ? `odd desc, n desc` : 'n desc'
    const rows = await insights.query(
      period,
      `${period.endings}
| ${outcomes.flags}
| fields split(concat(${entries.join(`, "${SEPARATOR}", `)}), "${SEPARATOR}") as entries
| unnest entries into entry
| fields if(${outcomes.any}, 1, 0) as isOdd
| stats count(*) as n, sum(isOdd) as odd, ${sums.join(', ')} by service, action, coldStart, entry
| sort ${most}
| limit ${MAX_ROWS}`,
    )
    return rows.flatMap((row) => readRow(row, period.number, fields, kinds))
  })
  return (await Promise.all(queries)).flat()
}

function readRow(
  row: Row,
  period: 0 | 1,
  fields: readonly GroupField[],
  kinds: number,
): CountRow[] {
  const members = membersIn(row.entry ?? '', fields)
  if (members === undefined) return []
  return [
    {
      period,
      members,
      service: row.service ?? '',
      action: row.action ?? '',
      isCold: /^(?:1|true)$/.test(row.coldStart ?? ''),
      requests: Number(row.n),
      anyOdd: Number(row.odd ?? 0),
      odd: Array.from({ length: kinds }, (_, kind) => Number(row[`s${kind}`] ?? 0)),
    },
  ]
}

/** Returns the values of an entry; `undefined` if one is missing. */
function membersIn(entry: string, fields: readonly GroupField[]): Member[] | undefined {
  if (entry === ALL) return []
  const [, names = '', text = ''] = /^([\d&]+)=(.*)$/s.exec(entry) ?? []
  const values = names.includes('&') ? text.split(BETWEEN) : [text]
  const members = names.split('&').flatMap((index, at): Member[] => {
    const field = fields[Number(index)]?.name
    const value = values[at] ?? ''
    return names === '' || field === undefined || value === '' ? [] : [{ field, value }]
  })
  return members.length === names.split('&').length ? members : undefined
}
