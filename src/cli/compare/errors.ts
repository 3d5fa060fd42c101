import type { DuckDBConnection } from '@duckdb/node-api'
import { chanceOf, gOf } from './statistics.ts'

/** An error that is new, gone, or comes more or less often. */
export interface ErrorChange {
  readonly change: 'new' | 'gone' | 'more' | 'fewer'
  readonly code: string
  readonly name: string | undefined
  /** The topmost line of the stack that is the application's. */
  readonly frame: string | undefined
  /** How many traces have it. */
  readonly before: number
  readonly after: number
  /** The id of a trace that has it. */
  readonly example: string
  /** The probability that chance makes a change as large for any error. */
  readonly chance: number
}

const MAX_CHANCE = 0.01
const MAX_ERRORS = 20
const FRAME = `trim(list_filter(string_split("stack", chr(10)), lambda one: contains(one, ' at ') AND NOT contains(one, 'node_modules') AND NOT contains(one, 'node:'))[1])`

const ERRORS_SQL = `SELECT "code", "errorName", frame,
  count(DISTINCT "traceId") FILTER (period = 0), count(DISTINCT "traceId") FILTER (period = 1),
  arg_max("traceId", period * 1e15 + "time")
  FROM (SELECT *, ${FRAME} AS frame FROM requests WHERE "code" IS NOT NULL) GROUP BY ALL ORDER BY 1, 2, 3`

/** Compares errors by their fingerprint: the code, the name, and the application's topmost frame. */
export async function compareErrors(
  connection: DuckDBConnection,
  requests: { readonly before: number; readonly after: number },
): Promise<ErrorChange[]> {
  if (requests.before === 0 || requests.after === 0) return []
  const reader = await connection.runAndReadAll(ERRORS_SQL)
  const rows = reader.getRows()
  const changes = rows.map(([code, name, frame, before, after, example]): ErrorChange => {
    const counts = { before: Number(before), after: Number(after) }
    return {
      change: changeOf(counts, requests),
      code: String(code),
      name: name === null ? undefined : String(name),
      frame: frame === null ? undefined : String(frame),
      ...counts,
      example: String(example),
      chance: Math.min(1, chanceOf(gOfRates(counts, requests)) * rows.length),
    }
  })
  return changes
    .filter(({ chance }) => chance < MAX_CHANCE)
    .sort((a, b) => a.chance - b.chance || b.after - a.after)
    .slice(0, MAX_ERRORS)
}

type Counts = { readonly before: number; readonly after: number }

function changeOf(seen: Counts, requests: Counts): ErrorChange['change'] {
  if (seen.before === 0) return 'new'
  if (seen.after === 0) return 'gone'
  return seen.after * requests.before > seen.before * requests.after ? 'more' : 'fewer'
}

/** Returns the G of two rates against one common rate. */
function gOfRates(seen: Counts, requests: Counts): number {
  const rate = (seen.before + seen.after) / (requests.before + requests.after)
  return gOf(seen.before, rate * requests.before) + gOf(seen.after, rate * requests.after)
}
