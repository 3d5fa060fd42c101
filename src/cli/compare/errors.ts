import type { DuckDBConnection } from '@duckdb/node-api'
import { fingerprintOf } from '../source-maps/fingerprint.ts'
import type { SourceMaps } from '../source-maps/source-maps.ts'
import { chanceOf, gOf } from './statistics.ts'

/** An error that is new, gone, or comes more or less often. */
export interface ErrorChange {
  readonly change: 'new' | 'gone' | 'more' | 'fewer'
  /** What errors of one kind have in common, over versions. */
  readonly fingerprint: string
  readonly code: string
  readonly name: string | undefined
  /** The topmost line of an example's stack that is the application's. */
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
/** Stacks that are looked at, the most frequent first. The others count by code and name. */
const MAX_STACKS = 2000
const FRAMES = `array_to_string(list_filter(string_split("stack", chr(10)), lambda one: starts_with(ltrim(one), 'at ')), chr(10))`

const ERRORS_SQL = `SELECT "code", "errorName", CASE WHEN row_number() OVER (ORDER BY count(*) DESC, frames) <= ${MAX_STACKS} THEN frames END, "version", "service",
  count(DISTINCT "traceId") FILTER (period = 0), count(DISTINCT "traceId") FILTER (period = 1),
  arg_max("traceId", period * 1e15 + "time")
  FROM (SELECT *, ${FRAMES} AS frames FROM requests WHERE "code" IS NOT NULL) GROUP BY "code", "errorName", frames, "version", "service" ORDER BY 7 DESC, 6 DESC, 1, 2, 3, 4, 5`

/** Errors of requests with one stack. */
export interface ErrorCount {
  readonly code: string
  readonly name: string | undefined
  /** The frames of the stack. */
  readonly stack: string | undefined
  readonly version: string | undefined
  readonly service: string | undefined
  readonly before: number
  readonly after: number
  readonly example: string
}

/** Counts the errors of the table `requests` by their stacks. */
export async function countErrors(connection: DuckDBConnection): Promise<ErrorCount[]> {
  const reader = await connection.runAndReadAll(ERRORS_SQL)
  return reader.getRows().map((row) => {
    const [code, name, stack, version, service, , , example] = row.map(textOf)
    return {
      code: code ?? '',
      name,
      stack,
      version,
      service,
      before: Number(row[5]),
      after: Number(row[6]),
      example: example ?? '',
    }
  })
}

function textOf(value: unknown): string | undefined {
  return value === null || value === undefined ? undefined : String(value)
}

/** Compares errors by their fingerprint: the code, the name, and where the sources throw it. */
export function compareErrors(
  errors: readonly ErrorCount[],
  requests: { readonly before: number; readonly after: number },
  maps: SourceMaps,
): ErrorChange[] {
  if (requests.before === 0 || requests.after === 0) return []
  const kinds = Map.groupBy(errors, ({ code, name, stack, version, service }) => {
    const error = { code, message: '', ...(name && { name }), ...(stack && { stack }) }
    return fingerprintOf(error, { version, service }, maps)
  })
  const changes = [...kinds].map(([fingerprint, same]): ErrorChange => {
    const sumOf = (key: 'before' | 'after') => same.reduce((sum, one) => sum + one[key], 0)
    const counts = { before: sumOf('before'), after: sumOf('after') }
    const [{ code, name, stack = '', version, service, example }] = same as [ErrorCount]
    const chance = Math.min(1, chanceOf(gOfRates(counts, requests)) * kinds.size)
    const frame = frameIn(maps.mapStack(stack, { version, service }))
    return {
      change: changeOf(counts, requests),
      fingerprint,
      code,
      name,
      frame,
      ...counts,
      example,
      chance,
    }
  })
  return changes
    .filter(({ chance }) => chance < MAX_CHANCE)
    .sort((a, b) => a.chance - b.chance || b.after - a.after)
    .slice(0, MAX_ERRORS)
}

function frameIn(stack: string): string | undefined {
  return stack
    .split('\n')
    .find((line) => !/node_modules|node:/.test(line) && line.includes('at '))
    ?.trim()
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
