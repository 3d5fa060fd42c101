import { UsageError } from '../cli-error.ts'
import { type CliIo, wantsColour } from '../cli-io.ts'
import type { Command } from '../command.ts'
import { type Comparison, compareFiles } from '../compare/compare-files.ts'
import { drawComparison } from '../compare/draw-comparison.ts'
import { inGroups } from '../compare/groups/in-groups.ts'
import { htmlComparison } from '../compare/html-comparison.ts'
import type { RequestChoice } from '../compare/periods.ts'
import { readPeriods } from '../compare/read-periods.ts'
import { type CompareReport, hasDifference } from '../compare/report.ts'
import { formatJson } from '../format-json.ts'
import { compareOutput } from '../json-output.ts'
import { defaultFiles } from '../live/default-files.ts'
import { openFiles } from '../log-files.ts'
import { LOG_FLAGS, LOG_HELP, type LogFlags, logArgs, takeFiles } from '../log-flags.ts'
import { parseCommandLine } from '../parse-command-line.ts'
import { plainFiles } from '../plain-files.ts'
import { withProgress } from '../progress.ts'
import { withConfig } from '../project-config.ts'
import {
  openSourceMaps,
  reportSourceMaps,
  SOURCE_MAPS_FLAGS,
  SOURCE_MAPS_HELP,
} from '../source-maps/open.ts'
import { createPaint } from '../terminal.ts'
import { parseDuration } from '../time.ts'
import { writeReport } from '../write-report.ts'

const FLAGS = {
  ...LOG_FLAGS,
  ...SOURCE_MAPS_FLAGS,
  with: { type: 'string' },
  version: { type: 'string' },
  slow: { type: 'string' },
  errors: { type: 'boolean' },
  status: { type: 'string' },
  action: { type: 'string' },
  tenant: { type: 'string' },
  json: { type: 'boolean' },
  html: { type: 'string' },
  yes: { type: 'boolean' },
} as const

/** `hoptrace compare` */
export const compareCommand: Command = {
  summary: 'Finds what differs between two periods or versions: values, errors, steps.',
  help: `hoptrace compare --since 12:00
hoptrace compare --since 1h --with 1d
hoptrace compare --version v42 --with v41
hoptrace compare --slow 2s --action orders:get

Compares the endings of requests with those of before: what the requests that are slower, or that fail,
have in common; which errors are new; which step takes longer; and requests to look at. Without --with,
requests since a time are compared with those before it: as long, and at least 6 hours. With --slow,
--errors or --status alone, odd requests are compared with the rest.

  --with <period>      What it is compared with: 1d is the same time a day ago. After --version: the
                       other version. Default: all other versions.
  --version <version>  Compares the requests of a version. Over files, its first characters are enough.
  --slow <duration>    Requests that take longer are odd: 500ms, 2s.
  --errors             Requests that fail by a fault are odd.
  --status <status>    Requests with this status are odd.
  --action <action>    Only requests of this action.
  --tenant <id>        Only requests of this tenant.
  --json               Prints the report as JSON.
  --html <path>        Also writes the report to a file, as a page with charts, without scripts or
                       external files.
  --yes                Scans more than 10 GB of log groups without asking.
${SOURCE_MAPS_HELP}

${LOG_HELP}`,
  flags: FLAGS,
  async run(args, io) {
    const line = parseCommandLine(args, FLAGS)
    const { values: given, positionals } = takeFiles(line)
    if (positionals.length > 0) throw new UsageError(`Unknown argument '${positionals[0]}'`)
    const values = withConfig(given)
    if (values.file !== undefined && values['log-group'] !== undefined) {
      throw new UsageError('A comparison reads either --file or --log-group, not both')
    }
    const choice = readChoice(values)
    const maps = openSourceMaps(values['source-maps'], io)
    const shown = logArgs(pick(values)).join(' ')
    const command = (id: string): string => `hoptrace trace ${id} ${shown}`.trimEnd()
    const wanted = { choice, maps, command, periods: readPeriods(values, choice, io.now()) }
    const report =
      values['log-group'] === undefined
        ? await inFiles(values.file ?? defaultFiles(), wanted, io)
        : await inGroups({ ...values, 'log-group': values['log-group'] }, wanted, io)
    reportSourceMaps(maps, io)
    if (report.requests.after === 0) {
      io.err.write('Nothing found: there are no endings of requests in the time.\n')
      return false
    }
    if (values.html !== undefined) writeReport(values.html, htmlComparison(report))
    io.out.write(values.json ? formatJson(compareOutput(report)) : draw(report, io))
    return hasDifference(report)
  },
}

async function inFiles(
  names: readonly string[],
  wanted: Comparison,
  io: CliIo,
): Promise<CompareReport> {
  const sources = await openFiles(names, io)
  return withProgress('Comparing', io, async () => {
    const files = await plainFiles(sources, io)
    return compareFiles({ files, ...wanted }, io.interrupted)
  })
}

type Values = Pick<ReturnType<typeof parseCommandLine<typeof FLAGS>>['values'], keyof typeof FLAGS>

function readChoice({ slow, errors, status, action, tenant }: Values): RequestChoice {
  if (status !== undefined && !/^[1-5]\d\d$/.test(status)) {
    throw new UsageError(`--status takes a status such as 404, not '${status}'`)
  }
  return {
    action,
    tenant,
    errors,
    slowMs: parseDuration('--slow', slow),
    status: status === undefined ? undefined : Number(status),
  }
}

function pick({ file, 'log-group': groups, region, profile }: LogFlags): LogFlags {
  return {
    ...(file && { file }),
    ...(groups && { 'log-group': groups }),
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
  }
}

function draw(report: CompareReport, io: CliIo): string {
  return drawComparison(report, createPaint(wantsColour(io, io.out)))
}
