import { UsageError } from '../cli-error.ts'
import { type CliIo, wantsColour } from '../cli-io.ts'
import type { Command } from '../command.ts'
import { describeTime } from '../describe-range.ts'
import { formatJson } from '../format-json.ts'
import { traceOutput } from '../json-output.ts'
import type { Log } from '../log.ts'
import { LOG_FLAGS, LOG_HELP, type LogFlags, logArgs, takeFiles } from '../log-flags.ts'
import { openLog } from '../open-log.ts'
import { parseCommandLine } from '../parse-command-line.ts'
import { plural } from '../plural.ts'
import { withConfig } from '../project-config.ts'
import { mappedTrace } from '../source-maps/mapped-traces.ts'
import {
  openSourceMaps,
  reportSourceMaps,
  SOURCE_MAPS_FLAGS,
  SOURCE_MAPS_HELP,
} from '../source-maps/open.ts'
import { createPaint } from '../terminal.ts'
import { type Choice, drawChoice } from '../trace/draw-choice.ts'
import { drawLines } from '../trace/draw-lines.ts'
import { drawReport } from '../trace/draw-report.ts'
import { type FoundTraces, findTraces } from '../trace/find-traces.ts'
import { MAX_LINES, MAX_TRACES } from '../trace/join.ts'
import {
  createReports,
  MAX_PARTS,
  type ReportContext,
  type ReportedTrace,
} from '../trace/report.ts'
import { FILTER_FLAGS, FILTER_HELP, findRequest, isFilter } from '../trace/request-filter.ts'
import { withBegin } from '../trace/with-begin.ts'
import { htmlPage } from '../view/html-page.ts'
import { traceView } from '../view/trace-view.ts'
import { writeReport } from '../write-report.ts'

const FLAGS = {
  ...LOG_FLAGS,
  ...FILTER_FLAGS,
  ...SOURCE_MAPS_FLAGS,
  json: { type: 'boolean' },
  html: { type: 'string' },
  'no-lines': { type: 'boolean' },
} as const
const INCOMPLETE = `The report is incomplete: at most ${MAX_TRACES} traces, ${MAX_PARTS} parts of each, and ${MAX_LINES.toLocaleString('en-US')} lines are read.\n`

/** `hoptrace trace` */
export const traceCommand: Command = {
  summary: 'Shows a request over all services: its steps, and where it failed.',
  help: `hoptrace trace <id>
hoptrace trace --last-failed --since 1h

Shows every request with this id: the steps as a waterfall, the step that failed with its error, time
without a step, and where to look next. Requests under the id that don't belong together, such as those
of two tenants, are reported apart. Records that an application may have printed for somebody else are
listed, and left out of the rest. The id is a trace id in any spelling (req_<uuid>, a UUID, 32 hex
digits, traceparent, X-Ray's), the id of a job, a request, a step, a user or a tenant, or at least 8 hex
digits of one. It may be pasted with quotes, a comma, or the name before it. Without --since, log groups
are searched from the time that the trace id contains, else over the last hour.

  --json          Prints the report as JSON, also if nothing is found. It has a JSON Schema:
                  hoptrace/cli-output.schema.json.
  --html <path>   Also writes the report to a file, as a page that loads nothing from anywhere else.
  --no-lines      Leaves out the lines of the application, of other loggers and of Lambda.
${SOURCE_MAPS_HELP}

${FILTER_HELP}

${LOG_HELP}`,
  flags: FLAGS,
  async run(args, io) {
    const line = parseCommandLine(args, FLAGS)
    const { values, positionals } = takeFiles(line)
    const [id] = positionals
    const isFiltered = isFilter(values)
    if (positionals.length > 1 || isFiltered === (id !== undefined)) {
      throw new UsageError('Pass exactly one id, or flags such as --last that choose a request')
    }
    const flags = withBegin(id, values.since, withConfig(values))
    const log = openLog(flags, io)
    const found = id === undefined ? await findRequest(log, values) : await findTraces(log, id)
    const context = {
      ...contextOf(flags, io),
      noLines: values['no-lines'] ?? false,
    }
    const maps = openSourceMaps(values['source-maps'], io)
    const reports = found.traces
      .map((trace) => mappedTrace(trace, maps, values.json !== true))
      .flatMap((trace) => createReports(trace, id ?? '', context))
    const hasMore = reports.some(({ report }) => (report.part?.count ?? 1) > MAX_PARTS)
    const shown = { reports, choice: found.choice, isCut: found.isCut || hasMore }
    const isFound = reports.length + shown.choice.length > 0
    io.err.write(isFound ? notes(shown) : await nothingFound(id, found, log))
    reportSourceMaps(maps, io)
    if (values.html !== undefined && reports.length > 0) {
      const stacks = { maps, project: undefined, editor: 'none' } as const
      const views = found.traces.map((trace) =>
        traceView(trace.traceId, createReports(trace, id ?? '', context), stacks),
      )
      writeReport(values.html, htmlPage(views))
    }
    io.out.write(values.json ? toJson(shown) : draw(shown, io))
    return isFound
  },
}

/** What the command shows: reports, or requests to choose from. */
interface Shown extends Choice {
  readonly reports: readonly ReportedTrace[]
}

function notes({ reports, isCut }: Shown): string {
  if (reports.length === 0) return ''
  return (isCut ? INCOMPLETE : '') + describeCycles(reports)
}

function contextOf(flags: LogFlags, { env }: CliIo): ReportContext {
  return {
    region: flags.region ?? env.AWS_REGION ?? 'us-east-1',
    isAws: flags['log-group'] !== undefined,
    logArgs: logArgs(flags),
  }
}

function describeCycles(reports: readonly ReportedTrace[]): string {
  const steps = reports.flatMap(({ report }) => report.cycles).length
  const what = `${plural(steps, 'step')} with a parent within itself`
  return steps === 0 ? '' : `${what}: shown beside the tree.\n`
}

/** Says where and when was searched, and what to try. */
async function nothingFound(
  id: string | undefined,
  { outside }: FoundTraces,
  log: Log,
): Promise<string> {
  const places = (await log.describeSearch()).map((place) => `  ${place}\n`)
  const { lines, first, last } = outside
  const remedy =
    lines === 0
      ? 'Try another --file or --log-group, or an earlier --since.'
      : `${plural(lines, 'line')} outside of the time would match, from ${describeTime(first)} to ${describeTime(last)}: change --since or --until.`
  const what = id === undefined ? 'No such request' : `Nothing found for ${id}`
  return `${what}. Searched:\n${places.join('')}${remedy}\n`
}

function toJson({ reports, choice, isCut }: Shown): string {
  return formatJson(traceOutput({ traces: reports.map(({ report }) => report), choice, isCut }))
}

function draw(shown: Shown, io: CliIo): string {
  if (shown.choice.length > 0) return drawChoice(shown, io)
  const paint = createPaint(wantsColour(io, io.out))
  const columns = io.out.isTTY ? io.out.columns : undefined
  return shown.reports
    .map(({ report, records }) =>
      records.length === 0
        ? `${drawLines(report.traceId, report.lines, paint)}\n`
        : drawReport(report, records, { paint, columns }),
    )
    .join('\n\n')
}
