import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const FOLDER = import.meta.dirname
const APPS = path.join(FOLDER, 'apps')
// Some packages change global types: each app is a program of its own.
const PACKAGES = readdirSync(path.join(APPS, 'packages'))

/** Compiles a program with a compiler of its own, and returns the errors. */
async function compile(app: string, compiler = 'typescript'): Promise<string> {
  const root = compiler === 'typescript' ? path.join(FOLDER, '../..') : FOLDER
  const tsc = path.join(root, 'node_modules', compiler, 'bin/tsc')
  const config = path.join(APPS, app, 'tsconfig.json')
  return run([tsc, '-p', config, '--pretty', 'false'])
}

async function run(args: readonly string[], cwd = FOLDER): Promise<string> {
  const running = promisify(execFile)(process.execPath, args, { cwd })
  const { stdout, stderr } = await running.catch(
    (error: { stdout: string; stderr: string }) => error,
  )
  return stdout + stderr
}

describe('the wrappers', () => {
  it.each(PACKAGES)('take what %s makes, without a cast', async (name) => {
    expect(await compile(`packages/${name}`)).toBe('')
  })

  it('make what Next.js’s generated validators ask of a route', async () => {
    const next = path.join(FOLDER, 'node_modules/next/dist/bin/next')
    expect(await run([next, 'typegen'], path.join(APPS, 'validator'))).toMatch('Types generated')
    expect(await compile('validator')).toBe('')
  })

  it('are found by a compiler that knows no exports', async () => {
    expect(await compile('node10', 'typescript-5')).toBe('')
  })
})
