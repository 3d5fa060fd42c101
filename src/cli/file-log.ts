import { type Coverage, coverageOf } from '../lines/coverage.ts'
import { findEntries } from '../lines/read-source.ts'
import { asUnreadable } from './cli-error.ts'
import type { CliIo } from './cli-io.ts'
import { describeRange, describeTime } from './describe-range.ts'
import { queryFiles } from './local/query-files.ts'
import type { Log } from './log.ts'
import { openFiles } from './log-files.ts'
import { timedFiles } from './plain-files.ts'
import { plural } from './plural.ts'
import { withProgress } from './progress.ts'
import type { LineCount } from './query-result.ts'
import { isInRange, type TimeRange } from './time.ts'

/** Opens files, folders, globs, pipes and standard input as a log. */
export function openFileLog(names: readonly string[], range: TimeRange, io: CliIo): Log {
  const sources = openFiles(names, io)
  // Whoever reads the files gets the error.
  sources.catch(() => undefined)
  let read: LineCount | undefined
  return {
    async query(text, tables) {
      const opened = await sources
      return withProgress('Reading', io, async () => {
        const files = await timedFiles(opened, io)
        const names = new Map(files.map((file, index) => [file, opened[index]?.name ?? file]))
        const source = { files, names, ...range, ...(tables && { tables }) }
        const result = await queryFiles(text, source, io.now(), io.interrupted)
        read = result.read
        return result
      })
    },
    async describe() {
      const { records, others } = read ?? { records: 0, others: 0 }
      const rest = others === 0 ? '' : ` and ${plural(others, 'other line')}`
      return `${plural(records, 'record')}${rest} read`
    },
    async find(search, onEntry) {
      const opened = await sources
      return withProgress('Reading', io, async () => {
        for (const source of opened) {
          const find = findEntries(
            source,
            search,
            (entry) => onEntry(entry, isInRange(entry.time, range)),
            io.interrupted,
          )
          await find.catch((cause) => {
            throw asUnreadable(source.name, cause)
          })
        }
        return { isCut: false }
      })
    },
    async describeSearch() {
      const coverages: Coverage[] = []
      for (const source of await sources) {
        coverages.push(await coverageOf(source, (time) => isInRange(time, range)))
      }
      return describeCoverages(coverages, range)
    },
  }
}

const MAX_LISTED = 5

function describeCoverages(coverages: readonly Coverage[], range: TimeRange): string[] {
  const listed = coverages.slice(0, MAX_LISTED).map((one) => describeCoverage(one))
  const rest = coverages.length - listed.length
  const outside = coverages.reduce((sum, one) => sum + one.outside, 0)
  const pretty = coverages.reduce((sum, one) => sum + one.pretty, 0)
  return [
    ...listed,
    ...(rest > 0 ? [`and ${plural(rest, 'other file')}`] : []),
    ...(pretty > 0
      ? [`${plural(pretty, 'record')} as text for people can't be read: set HOPTRACE_FORMAT=json`]
      : []),
    ...(outside > 0 ? [`${plural(outside, 'line')} left out: ${describeRange(range)}`] : []),
  ]
}

function describeCoverage({ name, lines, first, last }: Coverage): string {
  const times =
    first === undefined || last === undefined
      ? ''
      : `, ${describeTime(first)} to ${describeTime(last)}`
  return `${name}: ${plural(lines, 'line')}${times}`
}
