import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { compareFiles } from '../../../src/cli/compare/compare-files.ts'
import type { CompareReport } from '../../../src/cli/compare/report.ts'
import { openSourceMaps } from '../../../src/cli/source-maps/open.ts'
import { type PlantedLogOptions, plantedLog, SINCE } from './planted-log.ts'

const HALF_MS = 6 * 3_600_000

/** Writes a planted log to a file, and compares its second half with the first one. */
export async function comparePlanted(
  file: string,
  options: PlantedLogOptions,
): Promise<CompareReport> {
  await writeLog(file, plantedLog(options))
  const since = Date.parse(SINCE)
  return compareFiles({
    files: [file],
    choice: {},
    maps: openSourceMaps([]),
    periods: () => ({
      after: { since, until: undefined },
      before: { since: since - HALF_MS, until: since - 1 },
    }),
    command: (traceId) => `hoptrace trace ${traceId}`,
  })
}

/** Writes lines to a file. */
async function writeLog(file: string, lines: readonly string[]): Promise<void> {
  await pipeline(Readable.from(lines.map((line) => `${line}\n`)), createWriteStream(file))
}
