// Times every query and a trace over a million records. Writes QUERIES.md and prints it.
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../dist/cli/run.js'
import { queries } from '../dist/queries/index.js'
import { sampleLog } from '../test/cli/sample-log.ts'

const RECORDS = 1_000_000
const REQUESTS = 2000
const RUNS = 3
const LIMITS = { querySeconds: 3, traceSeconds: 2, memoryGb: 1.5 }
const JOB = 'job_7_5'

const folder = await mkdtemp(join(tmpdir(), 'hoptrace-bench-'))
try {
  const file = join(folder, 'records.ndjson')
  await writeRecords(file)
  const rows = []
  for (const { id, parameters } of queries) {
    const values: Record<string, string> = { jobId: JOB, traceId: 'req_0007100000005' }
    const given = parameters.flatMap(({ name }) => ['--param', `${name}=${values[name]}`])
    rows.push(await time(['query', id, ...given, '--csv', '--file', file], LIMITS.querySeconds))
  }
  rows.push(await time(['trace', JOB, '--json', '--file', file], LIMITS.traceSeconds))
  const report = formatReport(rows, (await stat(file)).size)
  await writeFile(new URL('QUERIES.md', import.meta.url), report)
  process.stdout.write(report)
} finally {
  await rm(folder, { recursive: true, force: true })
}

/** Writes the same requests again and again, each time with other ids. */
async function writeRecords(file: string): Promise<void> {
  const { lines, records } = sampleLog(REQUESTS)
  const stream = createWriteStream(file)
  for (let round = 0; round * records.length < RECORDS; round += 1) {
    const id = round.toString(16).padStart(4, '0')
    const block = lines
      .join('\n')
      .replaceAll('"req_0000', `"req_${id}`)
      .replaceAll('"job_', `"job_${round}_`)
    if (!stream.write(`${block}\n`)) await once(stream, 'drain')
  }
  stream.end()
  await once(stream, 'close')
}

interface Row {
  readonly command: string
  readonly seconds: number
  readonly limit: number
}

async function time(words: string[], limit: number): Promise<Row> {
  const times: number[] = []
  for (let index = 0; index < RUNS; index += 1) {
    const begin = performance.now()
    const code = await run(words, {
      env: {},
      out: { write: () => true },
      err: { write: () => true },
      now: () => Date.now(),
      interrupted: new AbortController().signal,
    })
    if (code !== 0) throw new Error(`hoptrace ${words.join(' ')} ended with ${code}`)
    times.push((performance.now() - begin) / 1000)
  }
  return { command: words.slice(0, 2).join(' '), seconds: Math.min(...times), limit }
}

function formatReport(rows: readonly Row[], bytes: number): string {
  const date = new Date().toISOString().slice(0, 10)
  const cpu = cpus()
  const memory = process.resourceUsage().maxRSS / 1e6
  return `# Queries over a million records

Written by \`npm run bench:queries\` on ${date}, Node ${process.version}, ${cpu.length} cores of ${cpu[0]?.model.trim()}: a file of ${Math.round(bytes / 1e6)} MB, the best of ${RUNS} runs, including the counting of lines. Peak memory: ${memory.toFixed(2)} GB; allowed: ${LIMITS.memoryGb} GB.

| command | seconds | allowed |
|---|---|---|
${rows.map(({ command, seconds, limit }) => `| \`${command}\` | ${seconds.toFixed(2)} | ${limit} |`).join('\n')}
`
}
