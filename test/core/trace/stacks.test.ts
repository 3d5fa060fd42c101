import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { build } from 'esbuild'
import { afterAll, describe, expect, it } from 'vitest'
import { currentTrace } from '../../../src/index.ts'

/** An app that has installed the package. Its error is thrown in a hop within a hop. */
const APP = `
import { currentTrace } from 'hoptrace'
const trace = currentTrace()
function read() { throw new Error('no stock') }
function reserve() { trace.hop('read', read) }
function placesOrder() { trace.hop('reserve', reserve) }
try { placesOrder() } catch {}
`

const folder = mkdtempSync(path.join(tmpdir(), 'stacks-'))
afterAll(() => rmSync(folder, { recursive: true }))
const installed = path.join(folder, 'node_modules/hoptrace')
mkdirSync(installed, { recursive: true })
cpSync('dist', path.join(installed, 'dist'), { recursive: true })
cpSync('package.json', path.join(installed, 'package.json'))
writeFileSync(path.join(folder, 'app.mjs'), APP)

/** The stacks in the records of the app's process. */
function stacksOf(file: string, ...flags: string[]): string[] {
  const args = [...flags, path.join(folder, file)]
  const output = execFileSync(process.execPath, args, {
    env: { ...process.env, HOPTRACE_FORMAT: 'json' },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const records = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(records.map(({ hopName }) => hopName)).toEqual(['read', 'reserve'])
  return records.map(({ error }) => error.stack)
}

function stackOf(run: () => unknown): string {
  try {
    return String(run())
  } catch (error) {
    return (error as Error).stack ?? ''
  }
}

const framesOf = (stack: string): string[] =>
  stack
    .split('\n')
    .slice(1)
    .map((line) => /at (\S+) /.exec(line)?.[1] ?? line)

describe('the stack in a record', () => {
  it('of an installed package has all callers of two nested hops, and no frame of hoptrace', () => {
    const stacks = stacksOf('app.mjs')
    for (const stack of stacks)
      expect(framesOf(stack).slice(0, 3)).toEqual(['read', 'reserve', 'placesOrder'])
    expect(stacks.join()).not.toMatch(/hoptrace[\\/]|AsyncLocalStorage/)
  })

  it('of a bundle has none that its source map calls hoptrace', async () => {
    await build({
      entryPoints: [path.join(folder, 'app.mjs')],
      outfile: path.join(folder, 'bundle.mjs'),
      bundle: true,
      minify: true,
      keepNames: true,
      sourcemap: true,
      format: 'esm',
      platform: 'node',
    })
    for (const stack of stacksOf('bundle.mjs', '--enable-source-maps')) {
      expect(stack).toContain('app.mjs')
      expect(stack).not.toMatch(/hoptrace[\\/]|AsyncLocalStorage/)
      expect(stack).not.toContain('bundle.mjs')
    }
  })

  it('has at most two frames of hoptrace between a step and its function as it is thrown', () => {
    const trace = currentTrace()
    const fail = (): never => {
      throw new Error('no')
    }
    const steps: [string, () => unknown][] = [
      ['hop', () => trace.hop('a', fail)],
      ['check', () => trace.check('a', fail)],
      ['call', () => trace.call('a', 'b', fail)],
    ]
    for (const [name, run] of steps) {
      const stack = stackOf(run)
      const lines = stack.split('\n').slice(2)
      const end = lines.findIndex((line) => line.includes('stacks.test'))
      const own = lines.slice(0, end).filter((line) => !line.includes('node:'))
      expect([name, own.length]).toEqual([name, 2])
      expect(end).toBe(3)
    }
  })
})
