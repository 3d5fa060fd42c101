import { writeFileSync } from 'node:fs'
import { CliError } from '../cli-error.ts'
import { type CliIo, wantsColour } from '../cli-io.ts'
import { plural } from '../plural.ts'
import type { SourceMaps } from '../source-maps/source-maps.ts'
import { createPaint } from '../terminal.ts'
import { drawReport } from '../trace/draw-report.ts'
import { htmlPage } from '../view/html-page.ts'
import { localReportsOf, viewOf } from './live-reports.ts'
import type { LiveTraces } from './live-traces.ts'

/** The file that `--ci` writes. */
export const CI_FILE = 'hoptrace-ci.html'

const MAX_PRINTED = 20
const MAX_WRITTEN = 200
/** How many are shown if none failed. */
const MAX_LAST = 5

/**
 * Prints the requests that failed, never ended or broke an expectation, the first ones first, and writes
 * them to a file. If there are none: the last requests.
 * @throws CliError if the file can't be written
 */
export function reportFailed(traces: LiveTraces, maps: SourceMaps, io: CliIo): void {
  const all = traces.changedSince(0, Number.POSITIVE_INFINITY)
  const failed = all.filter((trace) => {
    const { level, error, isRunning } = trace.summary()
    return level === 'error' || error !== undefined || isRunning
  })
  const chosen = failed.length > 0 ? failed : all.slice(-MAX_LAST)
  io.err.write(`${describeChoice(failed.length, chosen.length, all.length)}\n`)
  if (chosen.length === 0) return
  const options = { paint: createPaint(wantsColour(io, io.out)), columns: io.out.columns }
  const printed = chosen.slice(0, MAX_PRINTED).flatMap((trace) => localReportsOf(trace, maps))
  for (const { report, records } of printed) {
    io.out.write(`\n${drawReport(report, records, options)}`)
  }
  const context = { maps, project: process.cwd(), editor: 'none' } as const
  const written = chosen.slice(0, MAX_WRITTEN)
  try {
    writeFileSync(CI_FILE, htmlPage(written.map((trace) => viewOf(trace, context))))
  } catch (cause) {
    throw new CliError(`${CI_FILE} can't be written: ${(cause as Error).message}`, { cause })
  }
  const rest = chosen.length > MAX_PRINTED ? `The first ${MAX_PRINTED} are shown. ` : ''
  io.err.write(`\n${rest}${CI_FILE} has ${plural(written.length, 'request')}.\n`)
}

function describeChoice(failed: number, chosen: number, all: number): string {
  if (failed > 0) return `${plural(failed, 'failed request')} of ${all}`
  if (all === 0) return 'The command failed, and made no request'
  return `None of ${plural(all, 'request')} failed. The last ${chosen === 1 ? 'one' : chosen}:`
}
