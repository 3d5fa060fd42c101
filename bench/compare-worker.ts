// Compares a file from a time on, and prints what it took. The arguments are the time and the file.
import { run } from '../src/cli/run.ts'

/** What a comparison takes. */
export interface Usage {
  readonly seconds: number
  /** Of all cores. */
  readonly cpuSeconds: number
  readonly memoryGb: number
}

const [since = '', file = ''] = process.argv.slice(2)
const begin = performance.now()
await run(['compare', '--since', since, '--json', '--file', file], {
  env: {},
  out: { write: () => true },
  err: { write: () => true },
  now: () => Date.now(),
  interrupted: new AbortController().signal,
})
const { user, system } = process.cpuUsage()
const usage: Usage = {
  seconds: (performance.now() - begin) / 1000,
  cpuSeconds: (user + system) / 1e6,
  memoryGb: process.resourceUsage().maxRSS / 1e6,
}
process.stdout.write(JSON.stringify(usage))
