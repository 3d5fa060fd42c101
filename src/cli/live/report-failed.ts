import { writeFileSync } from 'node:fs'
import { CliError } from '../cli-error.ts'
import { type CliIo, wantsColour } from '../cli-io.ts'
import { plural } from '../plural.ts'
import type { SourceMaps } from '../source-maps/source-maps.ts'
import { createPaint } from '../terminal.ts'
import { drawReport } from '../trace/draw-report.ts'
import { htmlPage } from '../view/html-page.ts'
import { reportsOf, viewOf } from './live-reports.ts'
import type { LiveTraces } from './live-traces.ts'

/** The file that `--ci` writes. */
export const CI_FILE = 'hoptrace-ci.html'

const MAX_PRINTED = 20
const MAX_WRITTEN = 200

/**
 * Prints the requests that failed or never ended, the first ones first, and writes them to a file.
 * @throws CliError if the file can't be written
 */
export function reportFailed(traces: LiveTraces, maps: SourceMaps, io: CliIo): void {
  const all = traces.changedSince(0, Number.POSITIVE_INFINITY)
  const failed = all.filter((trace) => {
    const { level, error, isRunning } = trace.summary()
    return level === 'error' || error !== undefined || isRunning
  })
  io.err.write(`${plural(failed.length, 'failed request')} of ${all.length}\n`)
  if (failed.length === 0) return
  const options = { paint: createPaint(wantsColour(io, io.out)), columns: io.out.columns }
  const printed = failed.slice(0, MAX_PRINTED).flatMap((trace) => reportsOf(trace, maps))
  for (const { report, records } of printed) {
    io.out.write(`\n${drawReport(report, records, options)}`)
  }
  const context = { maps, project: process.cwd(), editor: 'none' } as const
  const written = failed.slice(0, MAX_WRITTEN)
  try {
    writeFileSync(CI_FILE, htmlPage(written.map((trace) => viewOf(trace, context))))
  } catch (cause) {
    throw new CliError(`${CI_FILE} can't be written: ${(cause as Error).message}`, { cause })
  }
  const rest = failed.length > MAX_PRINTED ? `The first ${MAX_PRINTED} are shown. ` : ''
  io.err.write(`\n${rest}${CI_FILE} has ${plural(written.length, 'request')}.\n`)
}
