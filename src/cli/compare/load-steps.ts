import type { DuckDBConnection } from '@duckdb/node-api'
import { type RecordColumn, type RecordFiles, recordsSql } from './records-sql.ts'
import type { StepRow } from './steps.ts'

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

/** Loads the hops and calls of requests into a table `steps`, and their self times into `trace_steps`. */
export async function loadSteps(connection: DuckDBConnection, source: RecordFiles): Promise<void> {
  await connection.run(
    `CREATE TABLE steps AS SELECT hash("traceId") AS trace, hash("spanId") AS span, CASE WHEN "parentId" IS NOT NULL THEN hash("parentId") END AS parent,
      "service" AS service, CASE "phase" WHEN 'hop' THEN "hopName" ELSE "action" END AS step,
      "duration" AS duration, coalesce(TRY_CAST("attempts" AS DOUBLE), 1) AS attempts
    FROM (${recordsSql(source, COLUMNS)}) WHERE "phase" IN ('hop', 'call') AND isfinite("duration")
      AND trace IN (SELECT trace FROM requests)`,
  )
  await connection.run(TRACE_STEPS_SQL)
}

/** The self time of each step of a trace. The trace's longest ending says what the trace does. */
const TRACE_STEPS_SQL = `CREATE TABLE trace_steps AS
  WITH roots AS (
    SELECT trace, arg_max(concat_ws(' ', "service", "action"), duration) AS root, max(period) AS period
    FROM requests WHERE trace IN (SELECT trace FROM steps)
    GROUP BY trace HAVING NOT bool_or("isKept")
  ), spans AS (
    SELECT trace, span, parent, service, step, duration, attempts FROM steps
    UNION ALL SELECT trace, "span", "parent", "service", NULL, duration, 1 FROM requests
    WHERE trace IN (SELECT trace FROM roots)
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

/** Sums the self times of the steps of requests that were sampled by rate. */
export async function sumSteps(connection: DuckDBConnection): Promise<StepRow[]> {
  const reader = await connection.runAndReadAll(SUMS_SQL)
  return reader.getRows().map((row) => {
    const [root = '', service = '', step] = row.slice(0, 3).map((one) => one?.toString())
    const [ms0, squares0, ms1, squares1, calls0, tries0, calls1, tries1, traces0, traces1] = row
      .slice(3)
      .map(Number) as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ]
    return {
      root,
      service,
      step,
      before: { traces: traces0, ms: ms0, squares: squares0, calls: calls0, attempts: tries0 },
      after: { traces: traces1, ms: ms1, squares: squares1, calls: calls1, attempts: tries1 },
    }
  })
}
