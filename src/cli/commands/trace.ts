import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { CliError, UsageError } from '../cli-error.ts'
import type { Command } from '../command.ts'
import { wantsColour } from '../host.ts'
import { LOG_HELP, LOG_OPTIONS, type LogValues, logWords, openLog } from '../log.ts'
import { createPaint } from '../terminal.ts'
import { drawReport } from '../trace/draw-report.ts'
import { beginOf, findTraces } from '../trace/find-traces.ts'
import { htmlReport } from '../trace/html-report.ts'
import { examine } from '../trace/report.ts'

const CLOCK_SKEW_MS = 60_000
const OPTIONS = { ...LOG_OPTIONS, json: { type: 'boolean' }, html: { type: 'string' } } as const

/** `hoptrace trace` */
export const traceCommand: Command = {
  summary: 'Shows a request over all services: its steps in time, and where it failed.',
  help: `hoptrace trace <traceId | jobId | requestId>

Shows every trace that the id names: the steps as a waterfall, the step that failed with its
error, the time that no step explains, and where to look next. A trace id may be spelled as
req_<uuid>, as a UUID, as W3C's 32 hex digits, or as X-Ray does. Log groups are searched from the
time that it says, or over the last hour.

  --json          The same as JSON.
  --html <path>   Writes it as a page that needs nothing else.

${LOG_HELP}`,
  async run(args, host) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: OPTIONS,
      allowPositionals: true,
    })
    const [id] = positionals
    if (id === undefined || positionals.length > 1) throw new UsageError('One id is needed')
    const place = { ...values, ...sinceBegin(id, values) }
    const log = openLog(place, host)
    const { traces, truncated } = await findTraces(log, id)
    const source = {
      region: values.region ?? host.env.AWS_REGION ?? 'us-east-1',
      isAws: values['log-group'] !== undefined,
      words: logWords(place),
    }
    const found = traces.map((records) => ({ records, report: examine(records, source) }))
    if (found.length === 0) {
      host.err.write(`Nothing found of ${id}; ${await log.describe()}.\n`)
      return false
    }
    if (truncated) host.err.write('Only a part of it was read: there is more than can be shown.\n')
    if (values.html !== undefined) write(values.html, htmlReport(found))
    if (values.json) {
      host.out.write(
        `${JSON.stringify(
          found.map(({ report }) => report),
          undefined,
          2,
        )}\n`,
      )
      return true
    }
    const paint = createPaint(wantsColour(host, host.out))
    const columns = host.out.isTTY ? host.out.columns : undefined
    host.out.write(
      found
        .map(({ report, records }) => drawReport(report, records, { paint, columns }))
        .join('\n\n'),
    )
    return true
  },
}

/** The time from which a log group is searched when none is named: the trace's begin, if its id says it. */
function sinceBegin(id: string, { since, 'log-group': logGroup }: LogValues): { since?: string } {
  const begin = since === undefined && logGroup !== undefined ? beginOf(id) : undefined
  return begin === undefined ? {} : { since: new Date(begin - CLOCK_SKEW_MS).toISOString() }
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text)
  } catch (cause) {
    throw new CliError(`${file} can't be written: ${(cause as Error).message}`, { cause })
  }
}
