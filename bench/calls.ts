// Measures what an automatic call takes, in one interleaved run, and writes bench/CALLS.md:
// `npm run bench:calls`.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { median, quantile } from './quantile.ts'
import { range, table } from './table.ts'

const PROCESSES = 7
const GOAL_US = 10
const SUBJECTS: Readonly<Record<string, string>> = {
  untraced: "a request, with `calls: 'explicit'`",
  'by-hand': '`trace.call`',
  recorded: 'an automatic call',
  sent: 'an automatic call that carries the trace',
}

/** Returns the microseconds of the fastest tenth of one process's rounds. Its records go nowhere. */
async function timeOf(kind: string): Promise<number> {
  const worker = join(import.meta.dirname, 'calls-worker.ts')
  const child = spawn(process.execPath, [worker, kind], { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = once(child, 'close')
  const answer = await text(child.stderr)
  const [code] = await ended
  if (code !== 0) throw new Error(answer)
  return quantile(JSON.parse(answer), 0.1)
}

const times = new Map(Object.keys(SUBJECTS).map((kind) => [kind, [] as number[]]))
for (let run = 0; run < PROCESSES; run += 1)
  for (const [kind, all] of times) all.push(await timeOf(kind))

const rows = [...times].map(([kind, all]) => [
  SUBJECTS[kind] ?? kind,
  median(all).toFixed(1),
  range(all),
])
const more = median(times.get('sent') ?? []) - median(times.get('untraced') ?? [])
const page = `# Automatic calls

Written by \`npm run bench:calls\` on ${new Date().toISOString().slice(0, 10)}, Node ${process.version}, while ${loadavg()[0]?.toFixed(1)} processes ran or waited.

Node's reports of one request, which hoptrace listens to, and its record, written to the null device. Microseconds of processor time: the fastest tenth of the rounds of each process, the median of ${PROCESSES} interleaved processes, and the fastest and the slowest of them. What Node spends on the request, and on its reports, is not in it.

${table(['', 'µs', 'processes'], rows)}

- An automatic call that carries the trace takes ${more.toFixed(1)} µs more than an untraced request. Goal: at most ${GOAL_US}. ${more <= GOAL_US ? 'Met.' : 'Missed.'}
`
writeFileSync(join(import.meta.dirname, 'CALLS.md'), page)
process.stdout.write(page)
