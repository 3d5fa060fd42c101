/** A statement of DuckDB's own reader that answers the same question as a query. */
interface Statement {
  /** The fields that it reads, as columns of `read_json`. */
  readonly columns: string
  /** The statement, with `log` for the file. */
  readonly sql: string
}

const WHO = `tenantId: 'VARCHAR', userId: 'VARCHAR'`
const IDS = `traceId: 'VARCHAR', jobId: 'VARCHAR', requestId: 'VARCHAR'`
const STEP = `phase: 'VARCHAR', layer: 'VARCHAR', action: 'VARCHAR'`
const ENDING = `phase = 'complete' AND NOT starts_with(action, 'service:')`
const CODE = `error->>'code'`
const STATUS = `metadata->>'statusCode'`
const share = (field: string): string => `sum(CAST(${field} = 'error' AS INTEGER))`

/** The statements, by the ids of the queries. */
const STATEMENTS: Readonly<Record<string, Statement>> = {
  'trace-job': {
    columns: `timestamp: 'VARCHAR', ${STEP}, hopName: 'VARCHAR', hopResult: 'VARCHAR', result: 'VARCHAR', level: 'VARCHAR', duration: 'DOUBLE', error: 'JSON', ${IDS}, spanId: 'VARCHAR'`,
    sql: `SELECT *, ${CODE}, error->>'message' FROM log WHERE jobId = 'job_7_5' ORDER BY timestamp, spanId LIMIT 1000`,
  },
  'not-found': {
    columns: `timestamp: 'VARCHAR', ${WHO}, ${STEP}, metadata: 'JSON', error: 'JSON', ${IDS}, spanId: 'VARCHAR'`,
    sql: `SELECT timestamp, tenantId, userId, action, metadata->>'method', metadata->>'path', ${CODE}, error->>'message', traceId, jobId, requestId FROM log WHERE phase = 'complete' AND ((${STATUS}) = '404' OR (${CODE}) = 'NOT_FOUND') ORDER BY timestamp DESC, spanId DESC LIMIT 500`,
  },
  'slow-requests': {
    columns: `timestamp: 'VARCHAR', ${STEP}, duration: 'DOUBLE', result: 'VARCHAR', coldStart: 'BOOLEAN', ${WHO}, ${IDS}`,
    sql: `SELECT * FROM log WHERE ${ENDING} AND duration > 2000 ORDER BY duration DESC, timestamp DESC LIMIT 200`,
  },
  'error-rate': {
    columns: `${STEP}, result: 'VARCHAR', level: 'VARCHAR'`,
    sql: `SELECT layer, action, count(*), ${share('result')}, ${share('level')} FROM log WHERE ${ENDING} GROUP BY layer, action ORDER BY ALL`,
  },
  'duration-percentiles': {
    columns: `${STEP}, duration: 'DOUBLE'`,
    sql: `SELECT layer, action, count(*), avg(duration), quantile_cont(duration, [0.5, 0.9, 0.95, 0.99]), max(duration) FROM log WHERE ${ENDING} AND duration IS NOT NULL GROUP BY layer, action ORDER BY layer, action`,
  },
  'request-path': {
    columns: `timestamp: 'VARCHAR', ${STEP}, hopName: 'VARCHAR', hopResult: 'VARCHAR', result: 'VARCHAR', service: 'VARCHAR', functionName: 'VARCHAR', duration: 'DOUBLE', error: 'JSON', traceId: 'VARCHAR', spanId: 'VARCHAR', parentId: 'VARCHAR'`,
    sql: `SELECT *, ${CODE}, error->>'message' FROM log WHERE traceId = 'req_0007100000005' AND (phase = 'call' OR (phase = 'hop' AND hopResult <> 'start')) ORDER BY timestamp, spanId LIMIT 1000`,
  },
  'auth-failures': {
    columns: `timestamp: 'VARCHAR', ${WHO}, ${STEP}, hopName: 'VARCHAR', metadata: 'JSON', error: 'JSON', traceId: 'VARCHAR', requestId: 'VARCHAR', spanId: 'VARCHAR'`,
    sql: `SELECT *, ${CODE}, error->>'message' FROM log WHERE (${STATUS}) IN ('401', '403') OR regexp_matches(${CODE}, '(?i)^(err_jw|auth|unauthorized|forbidden|accessdenied|token|session)') ORDER BY timestamp DESC, spanId DESC LIMIT 500`,
  },
  'service-calls': {
    columns: `phase: 'VARCHAR', action: 'VARCHAR', duration: 'DOUBLE', result: 'VARCHAR'`,
    sql: `SELECT action, count(*), avg(duration), quantile_cont(duration, [0.95, 0.99]), max(duration), ${share('result')} FROM log WHERE phase = 'call' AND duration IS NOT NULL GROUP BY action ORDER BY action`,
  },
  credits: {
    columns: `phase: 'VARCHAR', tenantId: 'VARCHAR', CreditsDebited: 'DOUBLE', CreditsRefunded: 'DOUBLE'`,
    sql: `SELECT tenantId, count(*), sum(CreditsDebited), sum(CreditsRefunded) FROM log WHERE phase = 'complete' AND (CreditsDebited IS NOT NULL OR CreditsRefunded IS NOT NULL) GROUP BY tenantId ORDER BY tenantId`,
  },
  'recent-errors': {
    columns: `timestamp: 'VARCHAR', level: 'VARCHAR', result: 'VARCHAR', service: 'VARCHAR', ${STEP}, hopName: 'VARCHAR', ${WHO}, error: 'JSON', message: 'VARCHAR', msg: 'VARCHAR', ${IDS}, functionName: 'VARCHAR', spanId: 'VARCHAR'`,
    sql: `SELECT *, ${CODE}, error->>'message', error->>'stack' FROM log WHERE level IN ('error', 'ERROR', 'fatal', 'FATAL') OR result = 'error' ORDER BY timestamp DESC, spanId DESC LIMIT 100`,
  },
  'tenant-volume': {
    columns: `phase: 'VARCHAR', action: 'VARCHAR', ${WHO}, result: 'VARCHAR', duration: 'DOUBLE'`,
    sql: `SELECT tenantId, count(*), count(DISTINCT userId), ${share('result')}, avg(duration) FROM log WHERE ${ENDING} AND tenantId IS NOT NULL GROUP BY tenantId ORDER BY tenantId`,
  },
  cache: {
    columns: `service: 'VARCHAR', action: 'VARCHAR', metadata: 'JSON', duration: 'DOUBLE'`,
    sql: `SELECT service, action, count(*), sum(CAST((metadata->>'cacheStatus') = 'hit' AS INTEGER)), avg(duration) FROM log WHERE (metadata->>'cacheStatus') IS NOT NULL GROUP BY service, action ORDER BY service, action`,
  },
}

/** Whether there is a statement for a query. */
export function hasStatement(id: string): boolean {
  return Object.hasOwn(STATEMENTS, id)
}

/** Returns the statement of DuckDB's own reader that answers the same question as a query over a file. */
export function readJsonSql(id: string, file: string): string {
  const statement = STATEMENTS[id]
  if (statement === undefined) throw new Error(`There is no statement for ${id}`)
  const { columns, sql } = statement
  const reader = `read_json('${file}', format = 'newline_delimited', ignore_errors = true, columns = {${columns}})`
  return `WITH log AS (SELECT * FROM ${reader}) ${sql}`
}
