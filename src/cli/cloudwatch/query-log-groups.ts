import { setTimeout as sleep } from 'node:timers/promises'
import type {
  CloudWatchLogsClient,
  GetQueryResultsCommandOutput,
  ResultField,
} from '@aws-sdk/client-cloudwatch-logs'
import { CliError } from '../cli-error.ts'
import { QueryError } from '../ql/query-error.ts'
import type { QueryResult, Row } from '../query-result.ts'
import { withCloudWatch } from './client.ts'
import { resultShapeOf } from './result-shape.ts'

/** The log groups and the time that a query reads. */
export interface LogGroupSource {
  readonly logGroups: readonly string[]
  readonly region: string | undefined
  /** The earliest time, in milliseconds since 1970. */
  readonly since: number
  /** The latest time, in milliseconds since 1970. */
  readonly until: number
  /** Stops the query, on CloudWatch too. */
  readonly signal: AbortSignal
}

/** The result of a query over log groups. */
export interface LogGroupResult extends QueryResult {
  readonly bytesScanned: number
}

type Results = Omit<GetQueryResultsCommandOutput, '$metadata'>

const MIN_POLL_MS = 100
const MAX_POLL_MS = 2000

/** Runs a query on CloudWatch Logs Insights, and waits for all of its rows. */
export async function queryLogGroups(
  text: string,
  source: LogGroupSource,
): Promise<LogGroupResult> {
  return withCloudWatch(source.region, async (client) => {
    const queryId = await start(client, text, source)
    try {
      const results = await wait(client, queryId, source.signal)
      const rows = await allRows(client, queryId, results, source.signal)
      return { ...toResult(text, rows), bytesScanned: results.statistics?.bytesScanned ?? 0 }
    } catch (error) {
      if (source.signal.aborted) await stop(client, queryId)
      throw error
    }
  })
}

async function start(
  client: CloudWatchLogsClient,
  queryString: string,
  { logGroups, since, until, signal }: LogGroupSource,
): Promise<string> {
  const { StartQueryCommand } = await import('@aws-sdk/client-cloudwatch-logs')
  const isNamedByArn = logGroups.some((name) => name.startsWith('arn:'))
  const command = new StartQueryCommand({
    queryString,
    ...(isNamedByArn ? { logGroupIdentifiers: [...logGroups] } : { logGroupNames: [...logGroups] }),
    startTime: Math.floor(since / 1000),
    endTime: Math.ceil(until / 1000),
  })
  try {
    const { queryId } = await client.send(command, { abortSignal: signal })
    return queryId ?? ''
  } catch (error) {
    throw asQueryError(error) ?? error
  }
}

/** Converts CloudWatch's error for a malformed query, with its position in the text. */
function asQueryError(error: unknown): QueryError | undefined {
  const { name, message, queryCompileError } = error as {
    name?: string
    message?: string
    queryCompileError?: { message?: string; location?: { startCharOffset?: number } }
  }
  if (name !== 'MalformedQueryException') return undefined
  const at = queryCompileError?.location?.startCharOffset
  const text = queryCompileError?.message ?? message ?? name
  return new QueryError(text, { cause: error, ...(at === undefined ? {} : { at }) })
}

async function wait(
  client: CloudWatchLogsClient,
  queryId: string,
  signal: AbortSignal,
): Promise<Results> {
  const { GetQueryResultsCommand } = await import('@aws-sdk/client-cloudwatch-logs')
  for (let pause = MIN_POLL_MS; ; pause = Math.min(pause * 2, MAX_POLL_MS)) {
    await sleep(pause, undefined, { signal })
    const results = await client.send(new GetQueryResultsCommand({ queryId }), {
      abortSignal: signal,
    })
    const { status = 'Unknown' } = results
    if (status === 'Complete') return results
    if (status !== 'Running' && status !== 'Scheduled' && status !== 'Unknown') {
      throw new CliError(`CloudWatch ended the query: ${status}`)
    }
  }
}

async function allRows(
  client: CloudWatchLogsClient,
  queryId: string,
  first: Results,
  signal: AbortSignal,
): Promise<Row[]> {
  const { GetQueryResultsCommand } = await import('@aws-sdk/client-cloudwatch-logs')
  const rows = (first.results ?? []).map(toRow)
  for (let { nextToken } = first; nextToken !== undefined; ) {
    const page: Results = await client.send(new GetQueryResultsCommand({ queryId, nextToken }), {
      abortSignal: signal,
    })
    rows.push(...(page.results ?? []).map(toRow))
    nextToken = page.nextToken
  }
  return rows
}

async function stop(client: CloudWatchLogsClient, queryId: string): Promise<void> {
  const { StopQueryCommand } = await import('@aws-sdk/client-cloudwatch-logs')
  // It fails if the query has just ended.
  await client.send(new StopQueryCommand({ queryId })).catch(() => undefined)
}

// Columns without a value are left out of a row, so columns are read by name.
function toRow(fields: readonly ResultField[]): Row {
  const named = fields.filter(({ field }) => field !== undefined && field !== '@ptr')
  return Object.fromEntries(named.map(({ field, value }) => [field, value ?? '']))
}

function toResult(text: string, rows: readonly Row[]): QueryResult {
  const { columns, numeric, limit } = resultShapeOf(text)
  return {
    columns: columns ?? [...new Set(rows.flatMap((row) => Object.keys(row)))],
    numeric,
    rows,
    truncated: rows.length >= limit,
  }
}
