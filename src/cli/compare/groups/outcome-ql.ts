import type { ActionFigures } from '../figures.ts'
import { MIN_HISTORY, MIN_LONG_HISTORY } from '../odd-sql.ts'
import { isOddChosen, type RequestChoice } from '../periods.ts'
import type { Insights } from './insights.ts'
import { type Period, quoted } from './period.ts'

/** What the requests of an action were like. */
export interface ActionRow extends ActionFigures {
  readonly service: string
  readonly action: string
}

/** The QL of what makes requests odd: a field `o0`, `o1`, … for each outcome, and `pace`. */
export interface OutcomeQl {
  readonly flags: string
  /** The QL of whether a request is odd by any outcome. */
  readonly any: string
  /** How many outcomes there are. */
  readonly count: number
  readonly pace: string
}

const FAULT =
  '(metadata.statusCode >= 500 or (not ispresent(metadata.statusCode) and level = "error"))'
const REFUSED = '(metadata.statusCode >= 400 and metadata.statusCode < 500)'
const BRANCHES = 10
const MAX_LENGTH = 2300

/** Asks for the figures of each action, and of all: the row without a service. */
export async function readActions(insights: Insights, period: Period): Promise<ActionRow[]> {
  const rows = await insights.query(
    period,
    `${period.endings}
| fields split("all,each", ",") as levels, if(${FAULT}, 1, 0) as fault, if(${REFUSED}, 1, 0) as refused
| unnest levels into level
| stats count(*) as n, sum(fault) as faults, sum(refused) as refusals, pct(duration, 50) as p50, pct(duration, 95) as p95, pct(duration, 99) as p99
  by if(level = "all", "", coalesce(service, "")) as serviceName, if(level = "all", "", coalesce(action, "")) as actionName
| sort n desc
| limit 1000`,
  )
  return rows.map((row) => {
    const numberIn = (name: string): number => Number(row[name] ?? 0)
    return {
      service: row.serviceName ?? '',
      action: row.actionName ?? '',
      requests: numberIn('n'),
      serverErrors: numberIn('faults') / Math.max(numberIn('n'), 1),
      clientErrors: numberIn('refusals') / Math.max(numberIn('n'), 1),
      p50: numberIn('p50'),
      p95: numberIn('p95'),
      p99: numberIn('p99'),
    }
  })
}

/** Returns the QL of the outcomes. Slow is what takes longer than before, by action. */
export function outcomeQl(before: readonly ActionRow[], choice: RequestChoice): OutcomeQl {
  const rows = before.filter(({ service }) => service !== '')
  const limit = (read: (row: ActionRow) => number, fewest: number): string => {
    return chain(
      rows.filter(({ requests }) => requests >= fewest),
      (row) => String(Math.round(read(row) * 1000) / 1000),
    )
  }
  const conditions = isOddChosen(choice)
    ? [chosenQl(choice)]
    : [
        `duration > ${limit(({ p95 }) => p95, MIN_HISTORY)}`,
        `duration > ${limit(({ p99 }) => p99, MIN_LONG_HISTORY)}`,
        FAULT,
        REFUSED,
      ]
  const flags = conditions.map((condition, kind) => `if(${condition}, 1, 0) as o${kind}`)
  return {
    flags: `fields ${flags.join(', ')}`,
    any: flags.map((_, kind) => `o${kind} = 1`).join(' or '),
    count: flags.length,
    pace: `duration / ${limit(({ p50 }) => Math.max(p50, 0.001), 1)} as pace`,
  }
}

function chosenQl({ slowMs, errors, status }: RequestChoice): string {
  return [
    ...(slowMs === undefined ? [] : [`duration > ${slowMs}`]),
    ...(errors ? ['(metadata.statusCode >= 500 or level = "error")'] : []),
    ...(status === undefined ? [] : [`metadata.statusCode = ${status}`]),
  ].join(' and ')
}

/** No request takes as long. */
const NEVER = '1000000000000'

/** Returns the QL of a number by action: nested, since a `case` has at most 10 branches. */
function chain(rows: readonly ActionRow[], read: (row: ActionRow) => string): string {
  const branches: string[] = []
  let length = 0
  for (const row of rows) {
    const branch = `service = ${quoted(row.service)} and action = ${quoted(row.action)}, ${read(row)}`
    length += branch.length
    if (length > MAX_LENGTH) break
    branches.push(branch)
  }
  const nest = (from: number): string => {
    const own = branches.slice(from, from + BRANCHES)
    return own.length === 0 ? NEVER : `case(${own.join(', ')}, ${nest(from + BRANCHES)})`
  }
  return nest(0)
}
