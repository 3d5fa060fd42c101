import type { DuckDBConnection } from '@duckdb/node-api'
import { quote } from '../ql/sql.ts'
import type { Cell } from './cell.ts'
import { countPairs } from './count-cells.ts'
import { type Course, findCourse } from './course.ts'
import { dispersionOf } from './dispersion.ts'
import type { Outcome } from './outcome.ts'
import type { Requests } from './requests.ts'
import { scoreCell } from './score.ts'
import { chanceOf } from './statistics.ts'

/** What the requests of an action were like in a period. */
export interface ActionFigures {
  readonly requests: number
  /** The share of requests that failed by a fault, from 0 to 1. */
  readonly serverErrors: number
  /** The share of requests that were refused, from 0 to 1. */
  readonly clientErrors: number
  /** Milliseconds. */
  readonly p50: number
  readonly p95: number
  readonly p99: number
}

/** An action that changed. */
export interface ActionChange {
  readonly service: string
  readonly action: string
  /** What became more frequent. */
  readonly outcomes: readonly Outcome[]
  readonly before: ActionFigures
  readonly after: ActionFigures
  readonly course: Course
}

const MAX_CHANCE = 0.01
const MAX_ACTIONS = 20

/**
 * Finds the actions that became slower, or fail more often.
 * @param tests how many combinations are looked at in all
 */
export async function compareActions(
  connection: DuckDBConnection,
  requests: Requests,
  tests: number,
): Promise<ActionChange[]> {
  const service = requests.fields.find(({ name }) => name === 'service')
  const action = requests.fields.find(({ name }) => name === 'action')
  if (service === undefined || action === undefined) return []
  const cells = countPairs(requests, [service, action]).filter(({ after }) => after.requests > 0)
  const changed = cells
    .map((cell) => ({ cell, kinds: changedKinds(requests, cell, tests) }))
    .filter(({ kinds }) => kinds.length > 0)
    .slice(0, MAX_ACTIONS)
  const changes: ActionChange[] = []
  for (const { cell, kinds } of changed) {
    changes.push(await describe(connection, requests, cell, kinds))
  }
  return changes.sort((a, b) => b.after.requests - a.after.requests)
}

function changedKinds(requests: Requests, cell: Cell, tests: number): number[] {
  return requests.outcomes.flatMap((_, kind) => {
    const score = scoreCell(cell, kind)
    // The dispersion is at least 1.
    if (score === undefined || chanceOf(score.g) * tests >= MAX_CHANCE) return []
    const chance = chanceOf(score.g / dispersionOf(requests, cell, kind))
    return chance * tests < MAX_CHANCE ? [kind] : []
  })
}

async function describe(
  connection: DuckDBConnection,
  { outcomes }: Requests,
  { members }: Cell,
  kinds: readonly number[],
): Promise<ActionChange> {
  const [service = '', action = ''] = members.map(({ value }) => value)
  const condition = `"service" = ${quote(service)} AND "action" = ${quote(action)}`
  const isSlower = kinds.some((kind) => outcomes[kind]?.endsWith('slow'))
  return {
    service,
    action,
    outcomes: kinds.flatMap((kind) => outcomes[kind] ?? []),
    before: await figuresOf(connection, `${condition} AND period = 0`),
    after: await figuresOf(connection, `${condition} AND period = 1`),
    course: await findCourse(connection, condition, isSlower ? undefined : kinds[0]),
  }
}

/** Returns what some requests were like. */
export async function figuresOf(
  connection: DuckDBConnection,
  condition: string,
): Promise<ActionFigures> {
  const reader = await connection.runAndReadAll(
    `SELECT count(*), coalesce(avg((status >= 500 OR (status IS NULL AND "isError"))::INTEGER), 0),
      coalesce(avg((status >= 400 AND status < 500)::INTEGER), 0),
      coalesce(quantile_cont(duration, [0.5, 0.95, 0.99])[1], 0), coalesce(quantile_cont(duration, [0.5, 0.95, 0.99])[2], 0), coalesce(quantile_cont(duration, [0.5, 0.95, 0.99])[3], 0)
    FROM requests WHERE ${condition}`,
  )
  const [row = []] = reader.getRows()
  const [requests = 0, serverErrors = 0, clientErrors = 0, p50 = 0, p95 = 0, p99 = 0] =
    row.map(Number)
  return { requests, serverErrors, clientErrors, p50, p95, p99 }
}
