import { readEntry } from '../lines/entry.ts'
import { readEvents } from '../lines/read-events.ts'
import { readTime } from '../lines/time.ts'
import type { CliIo } from './cli-io.ts'
import { type LogGroupResult, queryLogGroups } from './cloudwatch/query-log-groups.ts'
import { describeRange } from './describe-range.ts'
import type { Log, LogSearch } from './log.ts'
import { plural } from './plural.ts'
import { withProgress } from './progress.ts'
import type { Row } from './query-result.ts'

const MAX_EVENTS = 10_000

/** Opens log groups of CloudWatch as a log. */
export function openGroupLog(
  logGroups: readonly string[],
  region: string | undefined,
  range: { since: number; until: number },
  io: CliIo,
): Log {
  const source = { logGroups, region, ...range, signal: io.interrupted }
  let scanned = 0
  async function query(text: string): Promise<LogGroupResult> {
    const run = (): Promise<LogGroupResult> => queryLogGroups(text, source)
    const result = await withProgress('Querying CloudWatch', io, run)
    scanned += result.bytesScanned
    return result
  }
  const megabytes = (): string => `${(scanned / 1e6).toFixed(1)} MB`
  return {
    query,
    async describe() {
      return `${megabytes()} of ${plural(logGroups.length, 'log group')} scanned`
    },
    async find(search, onEntry) {
      const { rows, truncated } = await query(searchText(search))
      for (const entry of rows.flatMap(entriesOf)) onEntry(entry, true)
      return { isCut: truncated }
    },
    async describeSearch() {
      return [`${logGroups.join(', ')}: ${megabytes()}, ${describeRange(range)}`]
    },
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

function entriesOf(row: Row): ReturnType<typeof readEntry>[] {
  const { '@timestamp': time, '@message': text = '', '@log': log = '', '@logStream': stream } = row
  const events = readEvents(text, { time: readTime(time), stream })
  return events.map((event) => readEntry(event, log))
}
