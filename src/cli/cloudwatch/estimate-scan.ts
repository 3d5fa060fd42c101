import type {
  CloudWatchLogsClient,
  DescribeLogGroupsCommandInput,
  LogGroup,
} from '@aws-sdk/client-cloudwatch-logs'
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
  const found = await Promise.all(names.map((name) => describeOne(logs, name)))
  return found.filter((group) => group !== undefined)
}

async function describeOne(logs: Logs, name: string): Promise<LogGroup | undefined> {
  const short = /^arn:.*?:log-group:([^:]+)/.exec(name)?.[1]
  const own = await send(logs, { logGroupNamePrefix: short ?? name })
  const group = own.find(({ logGroupName }) => logGroupName === (short ?? name))
  if (group !== undefined || short === undefined) return group
  // Of another account, which the credentials' account monitors.
  return (await send(logs, { logGroupIdentifiers: [name] }))[0]
}

async function send(
  { client, sdk, signal }: Logs,
  input: DescribeLogGroupsCommandInput,
): Promise<readonly LogGroup[]> {
  const command = new sdk.DescribeLogGroupsCommand(input)
  const { logGroups = [] } = await client.send(command, { abortSignal: signal })
  return logGroups
}
