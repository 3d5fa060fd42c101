// Measures what hoptrace dev adds to the command that it runs, how soon it shows a request, and what it
// keeps up with. Writes DEV.md and prints it.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { timeRequests, timeStarts } from './dev-added.ts'
import { measureLoad } from './dev-load.ts'
import { quantile } from './quantile.ts'
import { table } from './table.ts'

const LIMITS = { startMs: 150, requestShare: 0.02, delayMs: 300, memoryMb: 300 }
const STARTS = 30
const ROUNDS = 20
/** Requests a second, and for how many seconds. */
const CALM = { rate: 20, seconds: 20 }
const LOAD = { rate: 1_000, seconds: 60 }

const folder = await mkdtemp(join(tmpdir(), 'hoptrace-bench-'))
try {
  const starts = await timeStarts(folder, STARTS)
  const requests = await timeRequests(folder, ROUNDS)
  const calm = await measureLoad(folder, CALM)
  const load = await measureLoad(folder, LOAD)
  const report = formatReport({ starts, requests, calm, load })
  await writeFile(new URL('DEV.md', import.meta.url), report)
  process.stdout.write(report)
} finally {
  await rm(folder, { recursive: true, force: true })
}

/** Returns what the fastest tenth takes. */
function fastest(times: readonly number[]): number {
  return quantile(times, 0.1)
}

interface Results {
  readonly starts: Awaited<ReturnType<typeof timeStarts>>
  readonly requests: Awaited<ReturnType<typeof timeRequests>>
  readonly calm: Awaited<ReturnType<typeof measureLoad>>
  readonly load: Awaited<ReturnType<typeof measureLoad>>
}

function formatReport({ starts, requests, calm, load }: Results): string {
  const cpu = cpus()
  const added = fastest(starts.under) - fastest(starts.alone)
  const [alone, under] = [fastest(requests.alone), fastest(requests.under)]
  const ms = (value: number): string => `${value.toFixed(1)} ms`
  const rows = [
    ['start of the command, later by', ms(added), `${LIMITS.startMs} ms`],
    [
      `a request of 5 ms, longer by`,
      `${((under / alone - 1) * 100).toFixed(1)} %`,
      `${LIMITS.requestShare * 100} %`,
    ],
    ...(['terminal', 'page'] as const).map((place) => [
      `ending written to ${place}, p99`,
      ms(quantile(calm.delays[place], 0.99)),
      `${LIMITS.delayMs} ms`,
    ]),
    ...(['terminal', 'page'] as const).map((place) => [
      `the same to ${place} at ${LOAD.rate} requests a second`,
      ms(quantile(load.delays[place], 0.99)),
      `${LIMITS.delayMs} ms`,
    ]),
    ['peak memory', `${load.memoryMb.toFixed(0)} MB`, `${LIMITS.memoryMb} MB`],
    ['a request opened on the page meanwhile, p99', ms(quantile(load.opened, 0.99)), ''],
  ]
  return `# hoptrace dev

Written by \`npm run bench:dev\` on ${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpu.length} cores of ${cpu[0]?.model.trim()}, with a load of ${loadavg()[1]?.toFixed(1)} in the last five minutes.

${table(['', 'measured', 'goal at most'], rows)}

Of ${load.written} requests of six lines, ${LOAD.rate} a second for ${LOAD.seconds} s, ${load.shown.terminal} were shown on the terminal and ${load.shown.page} on the page. ${load.torn} lines were torn.

Of ${STARTS} starts, and of ${ROUNDS} rounds of 200 requests, in turns with the same alone, the fastest tenth counts. The records of both go to a file. Delays have all that the machine does besides.
`
}
