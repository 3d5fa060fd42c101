import type { LogGroup } from '@aws-sdk/client-cloudwatch-logs'
import { withCloudWatch } from '../../cloudwatch/client.ts'
import { describeGroups } from '../../cloudwatch/describe-groups.ts'
import type { GroupSource } from './insights.ts'
import type { Period } from './period.ts'

const DAY_MS = 86_400_000
/** Of at most 20 queries, 9 read both periods, and one or two the names of fields and steps. */
const QUERIES_OF_A_PERIOD = 9

/**
 * Estimates how many bytes the queries of a comparison scan: of what the log groups store, the part that
 * lies in the periods.
 */
export async function estimateScan(
  source: GroupSource,
  periods: readonly Period[],
  now: number,
): Promise<number> {
  const { logGroups, signal } = source
  const groups = await withCloudWatch(source, (client, sdk) =>
    describeGroups({ client, sdk, signal }, logGroups),
  )
  const shareOf = ({ creationTime = 0, retentionInDays = Infinity }: LogGroup): number => {
    const age = Math.max(now - Math.max(creationTime, now - retentionInDays * DAY_MS), 1)
    const length = periods.reduce((sum, { range }) => sum + range.until - range.since, 0)
    return Math.min(length / age, periods.length)
  }
  const once = groups.reduce((sum, group) => sum + (group.storedBytes ?? 0) * shareOf(group), 0)
  return once * QUERIES_OF_A_PERIOD
}
