import { readEntry } from '../lines/entry.ts'
import { readEvents } from '../lines/read-events.ts'
import { readTime } from '../lines/time.ts'
import type { CliIo } from './cli-io.ts'
import { byRegion, sourceIn } from './cloudwatch/by-region.ts'
import type { AwsAccess } from './cloudwatch/client.ts'
import { type LogGroupResult, queryLogGroups } from './cloudwatch/query-log-groups.ts'
import { describeRange } from './describe-range.ts'
import type { Log, LogSearch } from './log.ts'
import { plural } from './plural.ts'
import { withProgress } from './progress.ts'
import type { QueryResult, Row } from './query-result.ts'

const MAX_EVENTS = 10_000

/** Opens log groups of CloudWatch as a log. Those of several regions are queried in each. */
export function openGroupLog(
  logGroups: readonly string[],
  { region, profile }: AwsAccess,
  range: { since: number; until: number },
  io: CliIo,
): Log {
  const regions = byRegion(logGroups, region)
  let scanned = 0
  async function queryAll(text: string): Promise<LogGroupResult[]> {
    const run = (): Promise<LogGroupResult[]> =>
      Promise.all(
        regions.map((own) =>
          queryLogGroups(text, { ...own, profile, ...range, signal: io.interrupted }),
        ),
      )
    const results = await withProgress('Querying CloudWatch', io, run)
    for (const { bytesScanned } of results) scanned += bytesScanned
    return results
  }
  const megabytes = (): string => `${(scanned / 1e6).toFixed(1)} MB`
  return {
    query: async (text) => joinResults(await queryAll(text)),
    async describe() {
      return `${megabytes()} of ${plural(logGroups.length, 'log group')} scanned`
    },
    async find(search, onEntry) {
      const results = await queryAll(searchText(search))
      for (const { rows, region: own } of results) {
        for (const entry of rows.flatMap((row) => entriesOf(row, own))) onEntry(entry, true)
      }
      return { isCut: results.some(({ truncated }) => truncated) }
    },
    async describeSearch() {
      return [`${logGroups.join(', ')}: ${megabytes()}, ${describeRange(range)}`]
    },
  }
}

const REGION = '@region'

/** Returns the rows of all regions. Each row names its own: what was counted can't be added up. */
function joinResults(results: readonly LogGroupResult[]): QueryResult {
  const [only] = results
  if (only !== undefined && results.length === 1) return only
  return {
    columns: [...new Set([REGION, ...results.flatMap(({ columns }) => columns)])],
    numeric: new Set(results.flatMap(({ numeric }) => [...numeric])),
    rows: results.flatMap(({ rows, region }) => rows.map((row) => ({ [REGION]: region, ...row }))),
    truncated: results.some(({ truncated }) => truncated),
  }
}

function searchText({ texts, ql }: LogSearch): string {
  return `${
    ql ??
    `filter ${texts.map(containing).join(' or ')}
| sort @timestamp desc`
  }
| fields @timestamp, @message, @log, @logStream
| limit ${MAX_EVENTS}`
}

function containing(text: string): string {
  return `@message like "${text.replace(/["\\]/g, '\\$&')}"`
}

function entriesOf(row: Row, region: string): ReturnType<typeof readEntry>[] {
  const { '@timestamp': time, '@message': text = '', '@log': log = '', '@logStream': stream } = row
  const events = readEvents(text, { time: readTime(time), stream })
  return events.map((event) => readEntry(event, sourceIn(region, log)))
}
