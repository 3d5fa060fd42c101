import { queryFiles } from '../../../src/cli/local/query-files.ts'
import { type Call, logService, results } from './log-service.ts'

/** A log group of the service. */
export interface ServedGroup {
  /** The file with its events. */
  readonly file: string
  readonly records: readonly object[]
  /** Default: 1000. */
  readonly storedBytes?: number
  readonly creationTime?: number
}

/**
 * Starts a service that runs the queries of CloudWatch Logs Insights over files.
 * @returns the calls, in their order
 */
export function insightsService(groups: Readonly<Record<string, ServedGroup>>): Promise<Call[]> {
  const queries = new Map<string, object>()
  return logService(async ({ operation, input }) => {
    if (operation === 'DescribeLogGroups') {
      const found = Object.entries(groups).filter(([name]) => {
        return name.startsWith(String(input.logGroupNamePrefix))
      })
      return {
        logGroups: found.map(([logGroupName, { storedBytes = 1000, creationTime = 0 }]) => {
          return { logGroupName, storedBytes, creationTime }
        }),
      }
    }
    if (operation === 'GetLogGroupFields') {
      const { records = [] } = groups[String(input.logGroupName)] ?? {}
      return { logGroupFields: fieldsOf(records) }
    }
    if (operation === 'StartQuery') {
      const { queryString, startTime, endTime, logGroupNames } = input
      const files = (logGroupNames as string[]).flatMap((name) => groups[name]?.file ?? [])
      const range = { since: Number(startTime) * 1000, until: Number(endTime) * 1000 + 999 }
      const { rows } = await queryFiles(String(queryString), { files, ...range }, Date.now())
      const queryId = String(queries.size)
      queries.set(queryId, {
        status: 'Complete',
        results: results(...rows),
        statistics: { bytesScanned: 1_000_000 },
      })
      return { queryId }
    }
    return queries.get(String(input.queryId)) ?? { status: 400, type: 'InvalidParameterException' }
  })
}

function fieldsOf(records: readonly object[]): object[] {
  const counts = new Map<string, number>()
  for (const record of records) {
    for (const name of leavesOf(record, '')) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return [...counts].map(([name, count]) => {
    return { name, percent: Math.ceil((100 * count) / records.length) }
  })
}

function leavesOf(value: unknown, name: string): string[] {
  if (typeof value !== 'object' || value === null) return [name]
  return Object.entries(value).flatMap(([key, one]) => {
    return leavesOf(one, name === '' ? key : `${name}.${key}`)
  })
}
