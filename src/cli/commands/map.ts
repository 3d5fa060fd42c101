import { UsageError } from '../cli-error.ts'
import { type CliIo, wantsColour } from '../cli-io.ts'
import type { Command } from '../command.ts'
import { describeTime } from '../describe-range.ts'
import { formatJson } from '../format-json.ts'
import { mapOutput } from '../json-output.ts'
import { defaultFiles } from '../live/default-files.ts'
import { openFiles } from '../log-files.ts'
import { LOG_FLAGS, LOG_HELP, type LogFlags, takeFiles } from '../log-flags.ts'
import { compareMaps } from '../map/compare-maps.ts'
import { drawMap } from '../map/draw-map.ts'
import { htmlMap } from '../map/html-map.ts'
import { mermaidMap } from '../map/mermaid.ts'
import { readMap } from '../map/read-map.ts'
import type { ServiceMap } from '../map/service-map.ts'
import { openLog } from '../open-log.ts'
import { parseCommandLine } from '../parse-command-line.ts'
import { timedFiles } from '../plain-files.ts'
import { plural } from '../plural.ts'
import { withConfig } from '../project-config.ts'
import { createPaint } from '../terminal.ts'
import { parseDuration, readRange, type TimeRange } from '../time.ts'
import { writeReport } from '../write-report.ts'

const HOUR_MS = 3_600_000
const FLAGS = {
  ...LOG_FLAGS,
  with: { type: 'string' },
  json: { type: 'boolean' },
  mermaid: { type: 'boolean' },
  html: { type: 'string' },
} as const

/** `hoptrace map` */
export const mapCommand: Command = {
  summary: 'Draws which service calls which: rates, errors and p95.',
  help: `hoptrace map --since 1h
hoptrace map --since 1h --with 1d
hoptrace map --mermaid > services.mmd

Shows the services that write records, and below each what it calls: other services, AWS services and
hosts. Requests are counted by their endings, a batch as one. Calls are those of requests that are sampled.

  --with <period>      Also shows what is new, gone or slower than in another period: 1d is the same time a
                       day ago. Slower: a p95 that is at least half as long again, of 20 or more requests.
  --mermaid            Prints a flow chart in Mermaid's language.
  --html <path>        Also writes the map to a file, as a page without scripts or external files.
  --json               Prints the map as JSON.

${LOG_HELP}`,
  flags: FLAGS,
  async run(args, io) {
    const line = parseCommandLine(args, FLAGS)
    const { values, positionals } = takeFiles(line)
    if (positionals.length > 0) throw new UsageError(`Unknown argument '${positionals[0]}'`)
    if (values.json && values.mermaid)
      throw new UsageError('Use either --json or --mermaid, not both')
    const flags = withConfig(values)
    const range = rangeOf(flags, io)
    const shift = shiftOf(range, values.with)
    const mapOf = await openMaps(flags, io)
    const map = await withBefore(await mapOf(range), shift, mapOf)
    const services = map.nodes.filter(({ kind }) => kind === 'service').length
    if (services === 0) {
      io.err.write('Nothing found: there are no endings of requests in the time.\n')
      return false
    }
    const more = map.isCut ? ', and there are more' : ''
    io.err.write(
      `${plural(services, 'service')}${more}, ${plural(map.edges.length, 'connection')}.\n`,
    )
    if (values.html !== undefined) writeReport(values.html, htmlMap(map))
    io.out.write(printed(map, values, io))
    return true
  },
}

type Values = Pick<ReturnType<typeof parseCommandLine<typeof FLAGS>>['values'], keyof typeof FLAGS>

/** Reads the time. Log groups are read from an hour ago on. */
function rangeOf(flags: LogFlags, io: CliIo): TimeRange {
  const now = io.now()
  const { since, until } = readRange(flags, now)
  const isGroups = flags['log-group'] !== undefined
  return isGroups ? { since: since ?? now - HOUR_MS, until: until ?? now } : { since, until }
}

/** Returns how long ago the other period is, in milliseconds. */
function shiftOf({ since }: TimeRange, other: string | undefined): number | undefined {
  const shift = parseDuration('--with', other)
  if (shift !== undefined && since === undefined) throw new UsageError('--with needs --since')
  return shift
}

/** Compares a map with that of another period, which is as long. */
async function withBefore(
  map: ServiceMap,
  shift: number | undefined,
  mapOf: (range: TimeRange) => Promise<ServiceMap>,
): Promise<ServiceMap> {
  const { since, until } = map
  if (shift === undefined || since === undefined || until === undefined) return map
  return compareMaps(map, await mapOf({ since: since - shift, until: until - shift }))
}

/** Returns a function that reads the map of a time. Standard input is read once for all times. */
async function openMaps(
  flags: LogFlags,
  io: CliIo,
): Promise<(range: TimeRange) => Promise<ServiceMap>> {
  const isFiles = flags['log-group'] === undefined
  const files = isFiles
    ? await timedFiles(await openFiles(flags.file ?? defaultFiles(), io), io)
    : undefined
  return (range) => {
    const { since, until } = range
    const log = openLog(
      {
        ...flags,
        ...(files && { file: files }),
        ...(since !== undefined && { since: describeTime(since) }),
        ...(until !== undefined && { until: describeTime(until) }),
      },
      io,
    )
    return readMap(log, range)
  }
}

function printed(map: ServiceMap, { json, mermaid }: Values, io: CliIo): string {
  if (json) return formatJson(mapOutput(map))
  if (mermaid) return mermaidMap(map)
  return drawMap(
    map,
    createPaint(wantsColour(io, io.out)),
    io.out.isTTY ? io.out.columns : undefined,
  )
}
