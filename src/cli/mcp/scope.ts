import { CliError } from '../cli-error.ts'
import { defaultFiles } from '../live/default-files.ts'
import type { LogFlags } from '../log-flags.ts'
import { plural } from '../plural.ts'
import { confinedFiles, ownFiles } from './confined-files.ts'

/** What a server may read. It is fixed when the server starts: no call can change it. */
export interface Scope {
  /** The files or the log groups. */
  readonly flags: LogFlags
  /** The folders of builds with source maps. Default: builds in the current folder. */
  readonly sourceMaps: readonly string[] | undefined
  /** The bytes of log groups that a call may scan. */
  readonly maxScan: number
}

/** What a call says of the time. */
export interface CallTime {
  readonly since?: string | undefined
  readonly until?: string | undefined
}

/** The records that a call reads. */
export interface CallLog {
  readonly flags: LogFlags
  /** What of the server's files isn't read. */
  readonly notes: readonly string[]
}

/**
 * Returns the records that a call reads: the server's, at the time of the call.
 * @throws CliError if there is no file yet
 */
export function callLog({ flags }: Scope, { since, until }: CallTime): CallLog {
  const own = {
    ...flags,
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
  }
  if (flags.file === undefined && flags['log-group'] !== undefined) return { flags: own, notes: [] }
  const { files, refused } =
    flags.file === undefined ? ownFiles(defaultFiles()) : confinedFiles(flags.file)
  const notes =
    refused === 0 ? [] : [`${plural(refused, 'file')} not read: found by a link, or not regular`]
  if (files.length === 0) {
    throw new CliError(
      refused === 0
        ? 'There is no log: hoptrace mcp was started with files that do not exist. It reads them as soon as they do'
        : notes.join(''),
    )
  }
  return { flags: { ...own, file: [...files] }, notes }
}
