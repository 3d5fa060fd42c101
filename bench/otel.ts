// Measures a span of OpenTelemetry's API by its SDK and by hoptrace, in one interleaved run:
// `npm run bench:otel`. Prints the medians, and their ratio to the SDK's.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { median } from './quantile.ts'
import { table } from './table.ts'

const PROCESSES = 5
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
process.stdout.write(table(['A span with three attributes', 'µs of the processor', 'ratio'], rows))
