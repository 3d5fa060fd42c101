import { existsSync } from 'node:fs'
import { parseJson } from '../../lines/json-lines.ts'
import type { RequestRecord } from '../../lines/record.ts'
import { mappedRecords } from '../source-maps/mapped-traces.ts'
import { openSourceMaps } from '../source-maps/open.ts'
import type { SourceMaps } from '../source-maps/source-maps.ts'

/** Where builds of the working directory are, if no folder is named. */
const BUILDS = ['.next', 'dist', 'build', 'out', '.esbuild']
/** A server that watches its sources builds again while it runs. */
const MAX_AGE_MS = 2_000

/** Reads records from their lines, with stacks that show the sources. */
export type ReadRecords = (lines: readonly string[]) => RequestRecord[]

/**
 * Returns a function that reads records.
 * @param given folders of builds. Default: those in the working directory
 * @throws CliError if a folder doesn't exist
 */
export function createRecordReader(
  given: readonly string[] | undefined,
  now: () => number,
): ReadRecords {
  const open = (): SourceMaps => openSourceMaps(given ?? BUILDS.filter((name) => existsSync(name)))
  let maps = open()
  let opened = now()
  return (lines) => {
    const records = lines.map((line) => parseJson(line) as RequestRecord)
    if (!lines.some((line) => line.includes('"stack"'))) return records
    if (now() - opened > MAX_AGE_MS) {
      maps = open()
      opened = now()
    }
    return mappedRecords(records, maps, true)
  }
}
