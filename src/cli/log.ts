import { existsSync, statSync } from 'node:fs'
import { CliError, UsageError } from './cli-error.ts'
import type { CliIo } from './cli-io.ts'
import { type LogGroupResult, queryLogGroups } from './cloudwatch/query-log-groups.ts'
import { queryFiles } from './local/query-files.ts'
import { DEFAULT_FILE, type LogFlags } from './log-flags.ts'
import { plural } from './plural.ts'
import { withProgress } from './progress.ts'
import type { LineCount, QueryResult } from './query-result.ts'
import { parseTime } from './time.ts'

/** The records that a command reads. */
export interface Log {
  /**
   * Runs a query in Logs Insights QL.
   * @param tables the CSV files that a query over files may look up values in, by name
   */
  query(text: string, tables?: ReadonlyMap<string, string>): Promise<QueryResult>
  /** Returns how much was read, in a few words. */
  describe(): Promise<string>
}

const HOUR_MS = 3_600_000

/** Opens the records that the flags choose. */
export function openLog(flags: LogFlags, io: CliIo): Log {
  const groups = flags['log-group'] ?? []
  if (groups.length > 0 && flags.file !== undefined) {
    throw new UsageError('Use either --file or --log-group, not both')
  }
  const now = io.now()
  const since = parseTime('--since', flags.since, now)
  const until = parseTime('--until', flags.until, now)
  if (since !== undefined && until !== undefined && since > until) {
    throw new UsageError('--since is later than --until')
  }
  if (groups.length === 0) return openFiles(flags.file ?? [DEFAULT_FILE], { since, until }, io)
  const range = { since: since ?? now - HOUR_MS, until: until ?? now }
  return openLogGroups(groups, flags.region, range, io)
}

function openFiles(
  files: readonly string[],
  range: { since: number | undefined; until: number | undefined },
  io: CliIo,
): Log {
  checkFiles(files)
  let read: LineCount | undefined
  return {
    query: (text, tables) =>
      withProgress('Reading', io, async () => {
        const source = { files, ...range, ...(tables && { tables }) }
        const result = await queryFiles(text, source, io.now(), io.interrupted)
        read = result.read
        return result
      }),
    async describe() {
      const { records, others } = read ?? { records: 0, others: 0 }
      const rest = others === 0 ? '' : ` and ${plural(others, 'other line')}`
      return `${plural(records, 'record')}${rest} read`
    },
  }
}

function checkFiles(files: readonly string[]): void {
  const missing = files.find((file) => !existsSync(file))
  if (missing === DEFAULT_FILE) {
    const remedy = 'pass --file with the output of a server, or --log-group'
    throw new CliError(`There is no file ${DEFAULT_FILE}: ${remedy}`)
  }
  if (missing !== undefined) throw new CliError(`There is no file ${missing}`)
  const folder = files.find((file) => statSync(file).isDirectory())
  if (folder !== undefined) throw new CliError(`${folder} is a folder: pass the files in it`)
}

function openLogGroups(
  logGroups: readonly string[],
  region: string | undefined,
  range: { since: number; until: number },
  io: CliIo,
): Log {
  const source = { logGroups, region, ...range, signal: io.interrupted }
  let scanned = 0
  return {
    async query(text) {
      const run = (): Promise<LogGroupResult> => queryLogGroups(text, source)
      const result = await withProgress('Querying CloudWatch', io, run)
      scanned += result.bytesScanned
      return result
    },
    async describe() {
      return `${(scanned / 1e6).toFixed(1)} MB of ${plural(logGroups.length, 'log group')} scanned`
    },
  }
}
