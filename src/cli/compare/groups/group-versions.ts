import { type GroupSource, Insights } from './insights.ts'
import type { Period } from './period.ts'

/** Asks for the versions of the requests of periods, the newest first. */
export async function readGroupVersions(
  source: GroupSource,
  periods: readonly Period[],
): Promise<string[]> {
  const [period] = periods.slice(-1)
  if (period === undefined) return []
  const rows = await new Insights(source).query(
    period,
    `filter ${period.within} and phase = "complete" and ispresent(version)
| stats max(toMillis(@timestamp)) as last by version
| sort last desc
| limit 1000`,
  )
  return rows.flatMap(({ version }) => version ?? [])
}
