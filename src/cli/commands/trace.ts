import { writeFileSync } from 'node:fs'
import { CliError, UsageError } from '../cli-error.ts'
import { type CliIo, wantsColour } from '../cli-io.ts'
import type { Command } from '../command.ts'
import { formatJson } from '../format-json.ts'
import { openLog } from '../log.ts'
import { LOG_FLAGS, LOG_HELP, type LogFlags, logArgs } from '../log-flags.ts'
import { parseCommandLine } from '../parse-command-line.ts'
import { createPaint } from '../terminal.ts'
import { drawReport } from '../trace/draw-report.ts'
import { beginOf, findTraces, MAX_RECORDS, MAX_TRACES } from '../trace/find-traces.ts'
import { htmlReport } from '../trace/html-report.ts'
import { createReports, MAX_PARTS, type ReportedTrace } from '../trace/report.ts'

const CLOCK_SKEW_MS = 60_000
const FLAGS = { ...LOG_FLAGS, json: { type: 'boolean' }, html: { type: 'string' } } as const
const INCOMPLETE = `The report is incomplete: at most ${MAX_TRACES} traces, ${MAX_PARTS} parts of each, and ${MAX_RECORDS.toLocaleString('en-US')} records are read.\n`

/** `hoptrace trace` */
export const traceCommand: Command = {
  summary: 'Shows a request over all services: its steps, and where it failed.',
  help: `hoptrace trace <traceId | jobId | requestId>

Shows every request with this id: the steps as a waterfall, the step that failed with its error, time
without a step, and where to look next. Requests under the id that don't belong together, such as those
of two tenants, are reported apart. Records that an application may have printed for somebody else are
listed, and left out of the rest. A trace id may be spelled as req_<uuid>, as a UUID, as 32 hex
digits (W3C), or as 1-<8 hex>-<24 hex> (X-Ray). Without --since, log groups are searched from the time
that the trace id contains, else over the last hour.

  --json          Prints the report as JSON.
  --html <path>   Also writes the report to a file, as a page without scripts or external files.

${LOG_HELP}`,
  async run(args, io) {
    const { values, positionals } = parseCommandLine(args, FLAGS)
    const [id] = positionals
    if (id === undefined || positionals.length > 1) throw new UsageError('Pass exactly one id')
    const flags = { ...values, ...sinceBegin(id, values) }
    const log = openLog(flags, io)
    const { traces, truncated } = await findTraces(log, id)
    const context = {
      region: values.region ?? io.env.AWS_REGION ?? 'us-east-1',
      isAws: values['log-group'] !== undefined,
      logArgs: logArgs(flags),
    }
    const found = traces.flatMap((lines) => createReports(lines, id, context))
    if (found.length === 0) {
      io.err.write(`Nothing found for ${id}; ${await log.describe()}.\n`)
      return false
    }
    const isCut = found.some(({ report }) => (report.part?.count ?? 1) > MAX_PARTS)
    if (truncated || isCut) io.err.write(INCOMPLETE)
    if (values.html !== undefined) write(values.html, htmlReport(found))
    io.out.write(values.json ? toJson(found) : draw(found, io))
    return true
  },
}

/** Returns the begin of a trace as `--since`, if its id contains it and log groups are searched. */
function sinceBegin(id: string, { since, 'log-group': logGroup }: LogFlags): { since?: string } {
  const begin = since === undefined && logGroup !== undefined ? beginOf(id) : undefined
  return begin === undefined ? {} : { since: new Date(begin - CLOCK_SKEW_MS).toISOString() }
}

function toJson(traces: readonly ReportedTrace[]): string {
  return formatJson(traces.map(({ report }) => report))
}

function draw(traces: readonly ReportedTrace[], io: CliIo): string {
  const paint = createPaint(wantsColour(io, io.out))
  const columns = io.out.isTTY ? io.out.columns : undefined
  return traces
    .map(({ report, records }) => drawReport(report, records, { paint, columns }))
    .join('\n\n')
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text)
  } catch (cause) {
    throw new CliError(`${file} can't be written: ${(cause as Error).message}`, { cause })
  }
}
