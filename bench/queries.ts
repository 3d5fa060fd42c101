// Times every query over a million records, beside DuckDB's own read_json answering the same question, and
// over five million. Writes QUERIES.md and prints it.
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { withDuckDb } from '../dist/cli/local/duckdb.js'
import { run } from '../dist/cli/run.js'
import { queries } from '../dist/queries/index.js'
import { sampleLog } from '../test/cli/sample-log.ts'
import { quantile } from './quantile.ts'
import { readJsonSql } from './read-json.ts'

const RECORDS = 1_000_000
const TIMES = 5
const REQUESTS = 2000
const RUNS = 5
const LIMITS = { ratio: 2, growth: 5.5, traceSeconds: 0.5, memoryGb: 1 }
const JOB = 'job_7_5'
const PARAMETERS: Readonly<Record<string, string>> = { jobId: JOB, traceId: 'req_0007100000005' }

/** Seconds on the clock and of the processor. */
interface Time {
  readonly clock: number
  readonly processor: number
}

interface Row {
  readonly id: string
  readonly own: Time
  readonly readJson: Time
  readonly large: Time
}

const folder = await mkdtemp(join(tmpdir(), 'hoptrace-bench-'))
try {
  const file = join(folder, 'records.ndjson')
  const large = join(folder, 'large.ndjson')
  await writeRecords(file, RECORDS)
  await writeRecords(large, TIMES * RECORDS)
  const rows: Row[] = []
  for (const query of queries) rows.push(await measure(query, file, large))
  const trace = await time(() => hoptrace(['trace', JOB, '--json', '--file', file]))
  const memory = process.resourceUsage().maxRSS / 1e6
  const report = formatReport(rows, trace, memory, (await stat(file)).size)
  await writeFile(new URL('QUERIES.md', import.meta.url), report)
  process.stdout.write(report)
} finally {
  await rm(folder, { recursive: true, force: true })
}

/** Writes the same requests again and again, each time with other ids. */
async function writeRecords(file: string, count: number): Promise<void> {
  const { lines, records } = sampleLog(REQUESTS)
  const stream = createWriteStream(file)
  for (let round = 0; round * records.length < count; round += 1) {
    const id = round.toString(16).padStart(4, '0')
    const block = lines
      .join('\n')
      .replaceAll('"req_0000', `"req_${id}`)
      .replaceAll('"job_', `"job_${round}_`)
      .replaceAll('"invocation-', `"invocation-${round}-`)
    if (!stream.write(`${block}\n`)) await once(stream, 'drain')
  }
  stream.end()
  await once(stream, 'close')
}

async function measure(
  { id, parameters }: (typeof queries)[number],
  file: string,
  large: string,
): Promise<Row> {
  const given = parameters.flatMap(({ name }) => ['--param', `${name}=${PARAMETERS[name]}`])
  const ask = (log: string): Promise<void> =>
    hoptrace(['query', id, ...given, '--csv', '--file', log])
  return {
    id,
    own: await time(() => ask(file)),
    readJson: await time(() =>
      withDuckDb(async (connection) => {
        await connection.runAndReadAll(readJsonSql(id, file))
      }),
    ),
    large: await time(() => ask(large), 1),
  }
}

async function hoptrace(words: string[]): Promise<void> {
  const code = await run(words, {
    env: {},
    out: { write: () => true },
    err: { write: () => true },
    now: () => Date.now(),
    interrupted: new AbortController().signal,
  })
  if (code !== 0) throw new Error(`hoptrace ${words.join(' ')} ended with ${code}`)
}

/** Returns the medians of some runs. */
async function time(work: () => Promise<void>, runs: number = RUNS): Promise<Time> {
  const clock: number[] = []
  const processor: number[] = []
  for (let index = 0; index < runs; index += 1) {
    const begin = performance.now()
    const used = process.cpuUsage()
    await work()
    const { user, system } = process.cpuUsage(used)
    clock.push((performance.now() - begin) / 1000)
    processor.push((user + system) / 1e6)
  }
  return { clock: quantile(clock, 0.5), processor: quantile(processor, 0.5) }
}

function formatReport(rows: readonly Row[], trace: Time, memory: number, bytes: number): string {
  const date = new Date().toISOString().slice(0, 10)
  const cpu = cpus()
  const table = rows.map(({ id, own, readJson, large }) => {
    const seconds = [own.clock, readJson.clock, own.processor, readJson.processor]
    const ratios = [own.processor / readJson.processor, large.processor / own.processor]
    return `| \`${id}\` | ${[...seconds, ...ratios].map((one) => one.toFixed(2)).join(' | ')} |`
  })
  return `# Queries over a million records

Written by \`npm run bench:queries\` on ${date}, Node ${process.version}, ${cpu.length} cores of ${cpu[0]?.model.trim()}: a file of ${Math.round(bytes / 1e6)} MB, medians of ${RUNS} runs. Beside it, DuckDB's own \`read_json\` answers the same question. The command also counts the lines that it has read.

The last two columns compare processor time: with that of \`read_json\`, at most ${LIMITS.ratio.toFixed(1)}, and that of ${TIMES} million records with that of one, at most ${LIMITS.growth}. Peak memory: ${memory.toFixed(2)} GB; allowed: ${LIMITS.memoryGb} GB.

| query | seconds | of \`read_json\` | processor | of \`read_json\` | ratio | ${TIMES} million |
|---|--:|--:|--:|--:|--:|--:|
${table.join('\n')}

\`trace ${JOB}\` takes ${trace.processor.toFixed(2)} s of processor time; allowed: ${LIMITS.traceSeconds} s.
`
}
