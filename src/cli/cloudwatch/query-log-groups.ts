import { setTimeout as sleep } from 'node:timers/promises'
import type {
  CloudWatchLogsClient,
  GetQueryResultsCommandOutput,
  ResultField,
} from '@aws-sdk/client-cloudwatch-logs'
import type { Answer, Row } from '../answer.ts'
import { CliError } from '../cli-error.ts'
import { QueryError } from '../ql/query-error.ts'
import { withCloudWatch } from './client.ts'
import { expectationOf } from './expectation.ts'

/** Which log groups are asked, and for which time. */
export interface LogGroupSource {
  readonly logGroups: readonly string[]
  readonly region: string | undefined
  /** Milliseconds since 1970; both ends belong to it. */
  readonly since: number
  readonly until: number
  /** Ends the query, on CloudWatch too. */
  readonly signal: AbortSignal
}

export interface LogGroupAnswer extends Answer {
  readonly bytesScanned: number
}

type Results = Omit<GetQueryResultsCommandOutput, '$metadata'>

const SHORTEST_POLL_MS = 100
const LONGEST_POLL_MS = 2000

/** Runs a query on CloudWatch Logs Insights, and waits for all of its answer. */
export async function queryLogGroups(
  text: string,
  source: LogGroupSource,
): Promise<LogGroupAnswer> {
  return withCloudWatch(source.region, async (client) => {
    const queryId = await start(client, text, source)
    try {
      const results = await wait(client, queryId, source.signal)
      const rows = await allRows(client, queryId, results, source.signal)
      return { ...toAnswer(text, rows), bytesScanned: results.statistics?.bytesScanned ?? 0 }
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

/** What CloudWatch says of a query that it can't read, with its place. */
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
  for (let pause = SHORTEST_POLL_MS; ; pause = Math.min(pause * 2, LONGEST_POLL_MS)) {
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
  // A query that has just ended can't be stopped.
  await client.send(new StopQueryCommand({ queryId })).catch(() => undefined)
}

// Rows lack the columns that they have no value for, so they are read by name.
function toRow(fields: readonly ResultField[]): Row {
  const named = fields.filter(({ field }) => field !== undefined && field !== '@ptr')
  return Object.fromEntries(named.map(({ field, value }) => [field, value ?? '']))
}

function toAnswer(text: string, rows: readonly Row[]): Answer {
  const { columns, numeric, limit } = expectationOf(text)
  return {
    columns: columns ?? [...new Set(rows.flatMap((row) => Object.keys(row)))],
    numeric,
    rows,
    truncated: rows.length >= limit,
  }
}
