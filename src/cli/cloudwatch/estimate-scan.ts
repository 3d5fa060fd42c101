import type { CloudWatchLogsClient, LogGroup } from '@aws-sdk/client-cloudwatch-logs'
import type { LogsSdk } from './client.ts'

const DAY_MS = 86_400_000

/** The log groups and the time that are scanned. */
export interface ScannedLogs {
  readonly logGroups: readonly string[]
  readonly since: number
  readonly until: number
}

/** A client, and the SDK that it is of. */
interface Logs {
  readonly client: CloudWatchLogsClient
  readonly sdk: LogsSdk
  readonly signal: AbortSignal
}

/**
 * Estimates what a query scans: the part of the stored bytes that the time has of the time for which they
 * are stored.
 * @returns bytes, or `undefined` if they aren't known
 */
export async function estimateScan(
  logs: Logs,
  { logGroups, since, until }: ScannedLogs,
): Promise<number | undefined> {
  const groups = await describe(logs, logGroups).catch(() => undefined)
  if (groups === undefined || groups.length < logGroups.length) return undefined
  return groups.reduce((sum, group) => sum + partOf(group, since, until), 0)
}

function partOf(
  { storedBytes = 0, creationTime = 0, retentionInDays }: LogGroup,
  since: number,
  until: number,
): number {
  const oldest = retentionInDays === undefined ? 0 : until - retentionInDays * DAY_MS
  const begin = Math.max(creationTime, oldest)
  const stored = Math.max(1, until - begin)
  return storedBytes * Math.min(1, Math.max(0, until - Math.max(since, begin)) / stored)
}

async function describe(logs: Logs, names: readonly string[]): Promise<LogGroup[]> {
  const short = names.map((name) => name.replace(/^arn:.*?:log-group:/, ''))
  if (short.every((name, index) => name === names[index])) return send(logs, short)
  // Only an account that monitors others takes ARNs, and only they name the groups of others.
  return send(logs, names).catch(() => send(logs, short))
}

async function send(
  { client, sdk, signal }: Logs,
  logGroupIdentifiers: readonly string[],
): Promise<LogGroup[]> {
  const command = new sdk.DescribeLogGroupsCommand({
    logGroupIdentifiers: [...logGroupIdentifiers],
  })
  const { logGroups = [] } = await client.send(command, { abortSignal: signal })
  return logGroups
}
