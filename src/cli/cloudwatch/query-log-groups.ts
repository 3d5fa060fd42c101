import { setTimeout as sleep } from 'node:timers/promises'
import type {
  CloudWatchLogsClient,
  GetQueryResultsCommandOutput,
  ResultField,
} from '@aws-sdk/client-cloudwatch-logs'
import { CliError } from '../cli-error.ts'
import { QueryError } from '../ql/query-error.ts'
import type { QueryResult, Row } from '../query-result.ts'
import { type AwsAccess, type LogsSdk, withCloudWatch } from './client.ts'
import { estimateScan } from './estimate-scan.ts'
import { resultShapeOf } from './result-shape.ts'
import { type QueryScan, ScanLimitError, scanLimit } from './scan-limit.ts'

/** The log groups and the time that a query reads. */
export interface LogGroupSource extends AwsAccess {
  /** Names or ARNs. All are in one region. */
  readonly logGroups: readonly string[]
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
  /** The region that was queried. */
  readonly region: string
}

type Results = Omit<GetQueryResultsCommandOutput, '$metadata'>

const MIN_POLL_MS = 100
const MAX_POLL_MS = 2000

/** Runs a query on CloudWatch Logs Insights, and waits for all of its rows. */
export async function queryLogGroups(
  text: string,
  source: LogGroupSource,
): Promise<LogGroupResult> {
  return withCloudWatch(source, async (client, sdk) => {
    const logs = { client, sdk, signal: source.signal }
    const limit = scanLimit()
    const scan = limit?.admit(await estimateScan(logs, source))
    const queryId = await start(logs, text, source)
    try {
      const results = await wait(logs, queryId, scan)
      const rows = await allRows(logs, queryId, results)
      const bytesScanned = results.statistics?.bytesScanned ?? 0
      return { ...toResult(text, rows), bytesScanned, region: await client.config.region() }
    } catch (error) {
      if (source.signal.aborted || error instanceof ScanLimitError) await stop(logs, queryId)
      throw error
    }
  })
}

/** A client, the SDK that it is of, and what stops a query. */
interface Logs {
  readonly client: CloudWatchLogsClient
  readonly sdk: LogsSdk
  readonly signal: AbortSignal
}

async function start(
  { client, sdk, signal }: Logs,
  queryString: string,
  { logGroups, since, until }: LogGroupSource,
): Promise<string> {
  const isNamedByArn = logGroups.some((name) => name.startsWith('arn:'))
  const command = new sdk.StartQueryCommand({
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
  { client, sdk, signal }: Logs,
  queryId: string,
  scan: QueryScan | undefined,
): Promise<Results> {
  for (let pause = MIN_POLL_MS; ; pause = Math.min(pause * 2, MAX_POLL_MS)) {
    await sleep(pause, undefined, { signal })
    const results = await client.send(new sdk.GetQueryResultsCommand({ queryId }), {
      abortSignal: signal,
    })
    const { status = 'Unknown', statistics } = results
    scan?.count(statistics?.bytesScanned ?? 0, status !== 'Complete')
    if (status === 'Complete') return results
    if (status !== 'Running' && status !== 'Scheduled' && status !== 'Unknown') {
      throw new CliError(`CloudWatch ended the query: ${status}`)
    }
  }
}

async function allRows(
  { client, sdk, signal }: Logs,
  queryId: string,
  first: Results,
): Promise<Row[]> {
  const rows = (first.results ?? []).map(toRow)
  for (let { nextToken } = first; nextToken !== undefined; ) {
    const page: Results = await client.send(
      new sdk.GetQueryResultsCommand({ queryId, nextToken }),
      {
        abortSignal: signal,
      },
    )
    rows.push(...(page.results ?? []).map(toRow))
    nextToken = page.nextToken
  }
  return rows
}

async function stop({ client, sdk }: Logs, queryId: string): Promise<void> {
  // It fails if the query has just ended.
  await client.send(new sdk.StopQueryCommand({ queryId })).catch(() => undefined)
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
