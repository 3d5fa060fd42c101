import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { bundle } from './bundle.ts'
import { median } from './quantile.ts'

const PROCESSES = 21
const LOAD = `
  const before = process.cpuUsage()
  await import(process.argv[1])
  const { user, system } = process.cpuUsage(before)
  console.log((user + system) / 1000)
`
const run = promisify(execFile)

/**
 * Returns the milliseconds of processor time that a function takes longer to load with `hoptrace/otel`:
 * bundled, beside one with hoptrace and OpenTelemetry's API. The median of pairs of new processes.
 */
export async function measureStart(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'hoptrace-bench-'))
  const load = async (url: URL): Promise<number> => {
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', LOAD, url.href])
    return Number(stdout)
  }
  try {
    const bundled = (name: string) =>
      bundle(import.meta.resolve(`./otel-start/${name}.ts`), join(folder, `${name}.mjs`))
    const base = await bundled('tracing')
    const more = await bundled('otel')
    const differences: number[] = []
    for (let pair = 0; pair < PROCESSES; pair += 1) {
      const without = await load(base)
      differences.push((await load(more)) - without)
    }
    return median(differences)
  } finally {
    await rm(folder, { recursive: true })
  }
}
