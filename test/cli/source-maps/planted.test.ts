import { spawnSync } from 'node:child_process'
import { cpSync } from 'node:fs'
import path from 'node:path'
import type { BuildOptions } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { hoptrace } from '../hoptrace.ts'
import { logFile } from '../log-file.ts'
import { bundled, folderWith } from './built.ts'
import { PLACES, PLANTED, placeIn } from './planted.ts'

const MAIN = `import { throws } from '../lib/throws.ts'
const run = async () => {
  try { await throws[process.argv[2] ?? '']?.() }
  catch (error) { process.stdout.write(String((error as Error).stack)) }
}
void run()
`

/** A project with the planted functions, built. Returns the program. */
function project(options: BuildOptions): Promise<string> {
  const root = folderWith({ 'package.json': '{}', 'src/main.ts': MAIN })
  cpSync(path.join(PLANTED, 'lib'), path.join(root, 'lib'), { recursive: true })
  return bundled(root, options)
}

function stackOf(program: string, name: string): string {
  return spawnSync(process.execPath, [program, name], { encoding: 'utf8' }).stdout
}

const record = (stack: string) => ({
  timestamp: '2026-11-30T10:34:07.252Z',
  level: 'error',
  message: 'Lambda error',
  traceId: 'req_0192f3a4-5b6c-7d8e-9f01-23456789abcd',
  spanId: '00000000000000a1',
  service: 'shop',
  layer: 'lambda',
  action: 'a',
  phase: 'complete',
  duration: 1,
  result: 'error',
  error: { message: 'broken', code: 'INTERNAL_ERROR', name: 'Error', stack },
})

const BUILDS: readonly [string, BuildOptions][] = [
  ['ESM', {}],
  ['CJS', { format: 'cjs' }],
  ['ESM without the sources in the map', { sourcesContent: false }],
  ['ESM with the map in the file', { sourcemap: 'inline' }],
  ['ESM with a map that the file does not name', { sourcemap: 'external' }],
]

describe.each(BUILDS)('a throw in a minified bundle of esbuild, %s,', (_what, options) => {
  it.each(Object.entries(PLACES))('in %s is shown at %s', async (name, place) => {
    const program = await project(options)
    const stack = stackOf(program, name)
    expect(stack).toContain('at ')
    expect(placeIn(stack)).toBeUndefined()
    const file = logFile(record(stack))
    const { traceId } = record('')
    const args = ['trace', traceId, '--file', file, '--source-maps', path.dirname(program)]
    const { out } = await hoptrace(args)
    expect(placeIn(out)).toBe(place)
    expect(out).toContain(`// planted: ${name}`)
  })
})
