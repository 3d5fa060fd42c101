import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const { exports } = JSON.parse(readFileSync('package.json', 'utf8'))

const BUNDLED = Object.entries<Record<string, string>>(exports).flatMap(
  ([entry, { module, default: file }]) =>
    module === undefined || file === undefined
      ? []
      : [{ entry: `hoptrace${entry.slice(1)}`, module, file }],
)

/** Runs a module in a process of its own, and returns what it prints. */
function outputOf(module: string, ...flags: string[]): string {
  const args = [...flags, '--input-type=module', '--eval', module]
  return execFileSync(process.execPath, args, {
    env: { ...process.env, HOPTRACE_FORMAT: 'none' },
    encoding: 'utf8',
  })
}

/** Counts the files of the package that a process loads. */
const COUNT_FILES = `
import { registerHooks } from 'node:module'
const files = new Set()
registerHooks({
  load(url, context, next) {
    if (url.startsWith('file:')) files.add(url)
    return next(url, context)
  },
})
`

describe('an entry that is bundled for Node', () => {
  it('is each that functions, servers and tests load without a bundler', () => {
    const names = ['', '/aws', '/middy', '/next', '/node', '/otel', '/otlp', '/testing', '/xray']
    expect(BUNDLED.map(({ entry }) => entry).sort()).toEqual(names.map((name) => `hoptrace${name}`))
  })

  it.each(BUNDLED)('exports what its single files export: $entry', async ({ module, file }) => {
    const [single, bundled] = await Promise.all([
      import(path.resolve(module)),
      import(path.resolve(file)),
    ])
    expect(Object.keys(bundled).sort()).toEqual(Object.keys(single).sort())
  })

  it('is loaded as at most 30 files, together with what a function also imports', () => {
    const count = `${COUNT_FILES}
      for (const entry of ['hoptrace', 'hoptrace/middy', 'hoptrace/aws']) await import(entry)
      console.log(files.size)`
    expect(Number(outputOf(count))).toBeLessThanOrEqual(30)
  })

  it('is for bundlers a file for each module, of which they leave out what is unused', () => {
    const count = `${COUNT_FILES}
      await import('hoptrace/middy')
      console.log(files.size)`
    expect(Number(outputOf(count, '--conditions=module'))).toBeGreaterThan(100)
  })

  it('shares its state with the others: the trace of hoptrace/middy is that of hoptrace', () => {
    const app = `
      import { currentTrace } from 'hoptrace'
      import { withLambdaTracing } from 'hoptrace/middy'
      const handler = withLambdaTracing(async () => ({ statusCode: 200, body: currentTrace().id }))
      const event = { httpMethod: 'GET', resource: '/', headers: { 'x-trace-id': 'ours' } }
      const { body } = await handler(event, { awsRequestId: 'r' })
      console.log(body)`
    expect(outputOf(app).trim()).toBe('ours')
  })
})
