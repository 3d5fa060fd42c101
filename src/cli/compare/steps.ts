import type { DuckDBConnection } from '@duckdb/node-api'
import { type RecordColumn, type RecordFiles, recordsSql } from './records-sql.ts'

/** How much longer a step takes in the requests that were sampled by rate. */
export interface StepChange {
  /** A hop or call; `undefined`: the time of a service that no step covers. */
  readonly step: string | undefined
  readonly service: string
  /** Milliseconds of a request, on average, without steps within it. */
  readonly before: number
  readonly after: number
  /** Its part of what requests take longer, from 0 to 1. */
  readonly share: number
  /** How many standard errors the growth is. */
  readonly z: number
  /** Attempts of each call, on average. */
  readonly attempts: { readonly before: number; readonly after: number }
}

const COLUMNS: readonly RecordColumn[] = [
  { name: 'phase', keys: ['phase'] },
  { name: 'traceId', keys: ['traceId'] },
  { name: 'spanId', keys: ['spanId'] },
  { name: 'parentId', keys: ['parentId'] },
  { name: 'service', keys: ['service'] },
  { name: 'hopName', keys: ['hopName'] },
  { name: 'action', keys: ['action'] },
  { name: 'duration', keys: ['duration'], isNumber: true },
  { name: 'attempts', keys: ['metadata', 'attempts'] },
]

/** Loads the hops and calls of requests into a table `steps`. */
export async function loadSteps(connection: DuckDBConnection, source: RecordFiles): Promise<void> {
  await connection.run(
    `CREATE TABLE steps AS SELECT "traceId" AS trace, hash("spanId") AS span, CASE WHEN "parentId" IS NOT NULL THEN hash("parentId") END AS parent,
      "service" AS service, CASE "phase" WHEN 'hop' THEN "hopName" ELSE "action" END AS step,
      "duration" AS duration, coalesce(TRY_CAST("attempts" AS DOUBLE), 1) AS attempts
    FROM (${recordsSql(source, COLUMNS)}) WHERE "phase" IN ('hop', 'call') AND isfinite("duration")
      AND "traceId" IN (SELECT "traceId" FROM requests)`,
  )
}

/** The self time of each step of a trace. The trace's longest ending says what the trace does. */
const TRACE_STEPS_SQL = `CREATE TABLE trace_steps AS
  WITH roots AS (
    SELECT "traceId" AS trace, arg_max(concat_ws(' ', "service", "action"), duration) AS root, max(period) AS period
    FROM requests WHERE "traceId" IN (SELECT trace FROM steps)
    GROUP BY "traceId" HAVING count("keptBy") = 0
  ), spans AS (
    SELECT trace, span, parent, service, step, duration, attempts FROM steps
    UNION ALL SELECT "traceId", "span", "parent", "service", NULL, duration, 1 FROM requests
    WHERE "traceId" IN (SELECT trace FROM roots)
  ), inside AS (
    SELECT trace, parent, sum(duration) AS duration FROM spans WHERE parent IS NOT NULL GROUP BY trace, parent
  )
  SELECT roots.trace, root, period, s.service, s.step,
    sum(greatest(s.duration - coalesce(inside.duration, 0), 0)) AS ms, count(*) AS calls, sum(attempts) AS attempts
  FROM spans s JOIN roots ON roots.trace = s.trace
    LEFT JOIN inside ON inside.trace = s.trace AND inside.parent = s.span
  GROUP BY ALL`

const SUMS_SQL = `WITH totals AS (SELECT root, period, count(DISTINCT trace) AS traces FROM trace_steps GROUP BY ALL)
  SELECT root, service, step,
    coalesce(sum(ms) FILTER (period = 0), 0), coalesce(sum(ms * ms) FILTER (period = 0), 0),
    coalesce(sum(ms) FILTER (period = 1), 0), coalesce(sum(ms * ms) FILTER (period = 1), 0),
    coalesce(sum(calls) FILTER (period = 0), 0), coalesce(sum(attempts) FILTER (period = 0), 0),
    coalesce(sum(calls) FILTER (period = 1), 0), coalesce(sum(attempts) FILTER (period = 1), 0),
    (SELECT traces FROM totals t WHERE t.root = s.root AND t.period = 0),
    (SELECT traces FROM totals t WHERE t.root = s.root AND t.period = 1)
  FROM trace_steps s GROUP BY root, service, step`

const MIN_TRACES = 5

/** Compares what the steps of sampled requests take: the largest growth first. */
export async function compareSteps(connection: DuckDBConnection): Promise<StepChange[]> {
  await connection.run(TRACE_STEPS_SQL)
  const reader = await connection.runAndReadAll(SUMS_SQL)
  const steps = new Map<string, Sums>()
  const weights = new Map<string, number>()
  for (const row of reader.getRows()) {
    const [root, service, step] = row
      .slice(0, 3)
      .map((one) => (one === null ? undefined : String(one)))
    const numbers = row.slice(3).map(Number)
    const [tracesBefore = 0, tracesAfter = 0] = numbers.slice(8)
    if (tracesBefore < MIN_TRACES || tracesAfter < MIN_TRACES) continue
    weights.set(root ?? '', tracesAfter)
    const key = JSON.stringify([service, step])
    const sums = steps.get(key) ?? noSums(service ?? '', step)
    add(sums, numbers, tracesBefore, tracesAfter)
    steps.set(key, sums)
  }
  const weight = [...weights.values()].reduce((sum, one) => sum + one, 0)
  const growths = [...steps.values()].map(({ before, after }) => after - before)
  const growth = growths.reduce((sum, one) => sum + one, 0)
  return [...steps.values()]
    .map((sums) => toChange(sums, weight, growth))
    .sort((a, b) => b.after - b.before - (a.after - a.before))
}

interface Sums {
  readonly service: string
  readonly step: string | undefined
  /** Milliseconds of all later requests, had they been as the earlier ones. */
  before: number
  after: number
  variance: number
  readonly calls: [number, number]
  readonly attempts: [number, number]
}

function noSums(service: string, step: string | undefined): Sums {
  return { service, step, before: 0, after: 0, variance: 0, calls: [0, 0], attempts: [0, 0] }
}

function add(sums: Sums, numbers: readonly number[], before: number, after: number): void {
  const [
    ms0 = 0,
    squares0 = 0,
    ms1 = 0,
    squares1 = 0,
    calls0 = 0,
    tries0 = 0,
    calls1 = 0,
    tries1 = 0,
  ] = numbers
  sums.before += (ms0 / before) * after
  sums.after += ms1
  const variance = (ms: number, squares: number, traces: number): number =>
    Math.max(squares / traces - (ms / traces) ** 2, 0) / traces
  sums.variance += (variance(ms0, squares0, before) + variance(ms1, squares1, after)) * after ** 2
  sums.calls[0] += calls0
  sums.calls[1] += calls1
  sums.attempts[0] += tries0
  sums.attempts[1] += tries1
}

function toChange(sums: Sums, weight: number, growth: number): StepChange {
  const { step, service, before, after, variance, calls, attempts } = sums
  return {
    step,
    service,
    before: before / weight,
    after: after / weight,
    share: growth > 0 ? (after - before) / growth : 0,
    z: (after - before) / Math.sqrt(Math.max(variance, 1e-9)),
    attempts: {
      before: attempts[0] / Math.max(calls[0], 1),
      after: attempts[1] / Math.max(calls[1], 1),
    },
  }
}
