import type { LogGroup } from '@aws-sdk/client-cloudwatch-logs'
import { describeGroups, type Logs } from './describe-groups.ts'

const DAY_MS = 86_400_000

/** The log groups and the time that are scanned. */
export interface ScannedLogs {
  readonly logGroups: readonly string[]
  readonly since: number
  readonly until: number
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
  const groups = await describeGroups(logs, logGroups).catch(() => undefined)
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
