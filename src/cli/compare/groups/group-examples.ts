import type { Example } from '../report.ts'
import type { CountContext } from './group-cells.ts'
import { type Candidate, conditionQl } from './group-series.ts'

const EXAMPLES = 3

/** Chooses odd requests of a candidate, in the middle of their durations. */
export async function findGroupExamples(
  { insights, periods, fields, outcomes }: CountContext,
  { service, cell, kind }: Candidate,
  command: (traceId: string) => string,
): Promise<Example[]> {
  const later = periods.at(-1)
  if (later === undefined) return []
  const odd = `${later.endings} and ${conditionQl(service, cell.members, fields)}
| ${outcomes.flags}
| filter o${kind} = 1`
  const [{ middle = '0' } = {}] = await insights.query(
    later,
    `${odd}\n| stats pct(duration, 50) as middle`,
  )
  const rows = await insights.query(
    later,
    `${odd}
| stats max(duration) as longest, sortsLast(action) as does, max(metadata.statusCode) as answered by traceId
| fields abs(longest - ${Number(middle)}) as distance
| sort distance, traceId
| limit ${EXAMPLES}`,
  )
  return rows.map(({ traceId = '', longest, does = '', answered }) => ({
    traceId,
    action: does,
    duration: Number(longest),
    status: answered === undefined ? undefined : Number(answered),
    command: command(traceId),
  }))
}
