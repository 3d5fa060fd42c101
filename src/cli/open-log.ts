import { UsageError } from './cli-error.ts'
import type { CliIo } from './cli-io.ts'
import { openFileLog } from './file-log.ts'
import { openGroupLog } from './group-log.ts'
import { defaultFiles } from './live/default-files.ts'
import type { Log } from './log.ts'
import type { LogFlags } from './log-flags.ts'
import { readRange } from './time.ts'

const HOUR_MS = 3_600_000

/** Opens the records that the flags choose. */
export function openLog(flags: LogFlags, io: CliIo): Log {
  const groups = flags['log-group'] ?? []
  const now = io.now()
  const { since, until } = readRange(flags, now)
  if (groups.length === 0) return openFileLog(flags.file ?? defaultFiles(), { since, until }, io)
  const range = { since: since ?? now - HOUR_MS, until: until ?? now }
  const groupLog = openGroupLog(groups, { region: flags.region, profile: flags.profile }, range, io)
  if (flags.file === undefined) return groupLog
  return joined(openFileLog(flags.file, { since, until }, io), groupLog)
}

/** A log of files and log groups. */
function joined(files: Log, groups: Log): Log {
  return {
    async query() {
      throw new UsageError('A query reads either --file or --log-group, not both')
    },
    async describe() {
      return `${await files.describe()}; ${await groups.describe()}`
    },
    async find(search, onEntry) {
      const found = [await files.find(search, onEntry), await groups.find(search, onEntry)]
      return { isCut: found.some(({ isCut }) => isCut) }
    },
    async describeSearch() {
      return [...(await files.describeSearch()), ...(await groups.describeSearch())]
    },
  }
}
