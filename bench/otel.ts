// Measures a span of OpenTelemetry's API by its SDK and by hoptrace, in one interleaved run, and what
// hoptrace/otel adds to a cold start. Writes bench/OTEL.md: `npm run bench:otel`.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { measureStart } from './otel-start.ts'
import { median } from './quantile.ts'
import { table } from './table.ts'

const PROCESSES = 5
const SPAN_GOAL = 0.5
const START_GOAL_MS = 2
const SUBJECTS: Readonly<Record<string, string>> = {
  sdk: 'OpenTelemetry’s SDK, batch processor, OTLP to a collector',
  hoptrace: 'hoptrace/otel, a record for each span',
  hidden: 'hoptrace/otel, a span that is not on the list',
}

/** Runs one process, whose records go nowhere. */
async function timesOf(kind: string): Promise<readonly number[]> {
  const worker = join(import.meta.dirname, 'otel-worker.ts')
  const child = spawn(process.execPath, [worker, kind], { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = once(child, 'close')
  const answer = await text(child.stderr)
  const [code] = await ended
  if (code !== 0) throw new Error(answer)
  return JSON.parse(answer)
}

const times = new Map(Object.keys(SUBJECTS).map((kind) => [kind, [] as number[]]))
for (let run = 0; run < PROCESSES; run += 1)
  for (const [kind, all] of times) all.push(median(await timesOf(kind)))

const base = median(times.get('sdk') ?? [])
const rows = [...times].map(([kind, all]) => [
  SUBJECTS[kind] ?? kind,
  median(all).toFixed(2),
  (median(all) / base).toFixed(2),
])
const ratio = median(times.get('hoptrace') ?? []) / base
const startMs = await measureStart()
const verdict = (value: number, goal: number): string => (value <= goal ? 'Met.' : 'Not met.')
const report = `# hoptrace/otel

Written by \`npm run bench:otel\` on ${new Date().toISOString().slice(0, 10)}, Node ${process.version}, while ${(loadavg()[0] ?? 0).toFixed(1)} processes ran or waited. Medians of interleaved processes.

${table(['A span with three attributes', 'µs of the processor', 'ratio'], rows)}

- A span through hoptrace's provider takes ${ratio.toFixed(2)} of one through OpenTelemetry's SDK. Goal: at most ${SPAN_GOAL}. ${verdict(ratio, SPAN_GOAL)}
- \`hoptrace/otel\` adds ${startMs.toFixed(1)} ms of processor time to a cold start, bundled, beside hoptrace and OpenTelemetry's API. Goal: at most ${START_GOAL_MS} ms. ${verdict(startMs, START_GOAL_MS)}
`
writeFileSync(new URL('OTEL.md', import.meta.url), report)
process.stdout.write(report)
