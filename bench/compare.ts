// Compares planted logs: how often the planted cause is first, and how often noise is quiet. Writes
// COMPARE.md and prints it. The arguments are the number of seeds, and the size of the effects.
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { hasDifference } from '../src/cli/compare/report.ts'
import { CAUSES } from '../test/cli/compare/causes.ts'
import { comparePlanted } from '../test/cli/compare/compare-planted.ts'
import { namesCause } from '../test/cli/compare/judge.ts'
import { plantedLog, SINCE } from '../test/cli/compare/planted-log.ts'
import type { Usage } from './compare-worker.ts'

const TRACES = 20_000
const MILLION = 1_000_000
/** No log of these seeds was looked at while the method was made. */
const FRESH = { causes: 70_000, noise: 95_000 }
const LIMITS = { causes: 11, quiet: 19, noise: 20, seconds: 10, memoryGb: 1 }
const [seeds = 10, size = 1 / 3, noise = LIMITS.noise] = process.argv.slice(2).map(Number)

const folder = await mkdtemp(join(tmpdir(), 'hoptrace-bench-'))
try {
  const file = join(folder, 'records.ndjson')
  const million = await timeMillion(file)
  process.stderr.write(`${JSON.stringify(million)}\n`)
  const causes: [string, number][] = []
  for (const cause of CAUSES) {
    let first = 0
    for (let seed = 1; seed <= seeds; seed += 1) {
      const report = await comparePlanted(file, {
        seed: FRESH.causes + seed,
        traces: TRACES,
        cause,
        size,
      })
      if (namesCause(report, cause)) first += 1
    }
    process.stderr.write(`${cause.name}: ${first} of ${seeds}\n`)
    causes.push([cause.name, first])
  }
  let quiet = 0
  for (let seed = 1; seed <= noise; seed += 1) {
    const report = await comparePlanted(file, { seed: FRESH.noise + seed, traces: TRACES })
    if (!hasDifference(report)) quiet += 1
  }
  const report = formatReport(causes, quiet, million)
  await writeFile(new URL('COMPARE.md', import.meta.url), report)
  process.stdout.write(report)
} finally {
  await rm(folder, { recursive: true, force: true })
}

interface Million extends Usage {
  readonly records: number
  readonly megabytes: number
  /** Processes that ran or waited in the minute before. */
  readonly load: number
}

/** Times the command over a million records: the lines of one log with a cause, again and again. */
async function timeMillion(file: string): Promise<Million> {
  const cause = CAUSES.find(({ name }) => name === 'tenant')
  const lines = plantedLog({ seed: 1, traces: 2 * TRACES, size, ...(cause && { cause }) })
  const stream = createWriteStream(file)
  let records = 0
  for (; records < MILLION; records += lines.length) {
    const block = lines.map((line) => line.replace('"req_', `"req_${records}_`)).join('\n')
    if (!stream.write(`${block}\n`)) await once(stream, 'drain')
  }
  stream.end()
  await once(stream, 'close')
  const worker = new URL('compare-worker.ts', import.meta.url).pathname
  const [load = 0] = loadavg()
  const { stdout } = await promisify(execFile)(process.execPath, [worker, SINCE, file])
  const usage = JSON.parse(stdout) as Usage
  return { records, megabytes: (await stat(file)).size / 1e6, load, ...usage }
}

function formatReport(
  causes: readonly [string, number][],
  quiet: number,
  { records, megabytes, load, seconds, cpuSeconds, memoryGb }: Million,
): string {
  const date = new Date().toISOString().slice(0, 10)
  const found = causes.reduce((sum, [, first]) => sum + first, 0) / seeds
  return `# Comparing periods

Written by \`node bench/compare.ts\` on ${date}, Node ${process.version}, ${cpus().length} cores. A log has ${TRACES} traces in 12 hours, and a cause from the middle on, at ${size.toFixed(2)} of its full size (900 ms).

| planted cause | is the first answer |
|---|--:|
${causes.map(([name, first]) => `| ${name} | ${first} of ${seeds} |`).join('\n')}

- Causes that are first, on average over the seeds: ${found.toFixed(1)} of ${causes.length}. Wanted: ${LIMITS.causes}.
- Logs without a cause in which nothing is found: ${quiet} of ${noise}. Wanted: ${LIMITS.quiet} of ${LIMITS.noise}.
- ${records} records, ${Math.round(megabytes)} MB: ${seconds.toFixed(1)} s (${cpuSeconds.toFixed(1)} s of processor time) and ${memoryGb.toFixed(2)} GB, while ${load.toFixed(1)} processes ran or waited; DuckDB has 400 MB. Wanted: ${LIMITS.seconds} s and ${LIMITS.memoryGb} GB.
`
}
