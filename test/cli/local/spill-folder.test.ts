import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { textOf } from '../../child.ts'

const DUCKDB = path.resolve('src/cli/local/duckdb.ts')
const CLI_IO = path.resolve('src/cli/cli-io.ts')

/** Sorts more than fits into the memory, says when DuckDB has written files, and goes on. */
const SPILLING = `
  import { readdirSync } from 'node:fs'
  import { withDuckDb } from ${JSON.stringify(DUCKDB)}
  import { processIo } from ${JSON.stringify(CLI_IO)}
  const { interrupted } = processIo()
  const rows = "SELECT md5(range::VARCHAR) || repeat('x', 200) AS s FROM range(20000000)"
  await withDuckDb(async (connection) => {
    await connection.run("SET memory_limit = '40MB'")
    await connection.run('SET threads = 1')
    const watch = setInterval(() => {
      const [folder = ''] = readdirSync(process.env.TMPDIR)
      const [file] = folder === '' ? [] : readdirSync(process.env.TMPDIR + '/' + folder)
      if (file !== undefined) process.stdout.write('written\\n', () => clearInterval(watch))
    }, 5)
    await connection.run('CREATE TABLE sorted AS ' + rows + ' ORDER BY s')
  }, interrupted).catch((error) => {
    if (!interrupted.aborted) throw error
    process.exitCode = 1
  })
`

interface Spilling {
  readonly child: ChildProcess
  /** The working directory. */
  readonly work: string
  /** The system's temporary folder, as the process sees it. */
  readonly temporary: string
}

/** Starts a process whose DuckDB has written files. */
async function startSpilling(): Promise<Spilling> {
  const folder = mkdtempSync(path.join(tmpdir(), 'hoptrace-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const [work, temporary] = [path.join(folder, 'work'), path.join(folder, 'temporary')]
  mkdirSync(work)
  mkdirSync(temporary)
  const child = spawn(process.execPath, ['--input-type=module', '--eval', SPILLING], {
    cwd: work,
    env: { ...process.env, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const first = await Promise.race([once(child.stdout, 'data'), once(child, 'close')])
  const errors = first[0] instanceof Buffer ? '' : await textOf(child.stderr)
  expect(errors).toBe('')
  return { child, work, temporary }
}

describe('what DuckDB writes to disk', () => {
  it('is in a folder of the system’s temporary folder that only its owner can open', async () => {
    const { work, temporary } = await startSpilling()
    const folders = readdirSync(temporary)
    expect(folders).toEqual([expect.stringMatching(/^hoptrace-/)])
    expect((statSync(path.join(temporary, folders[0] ?? '')).mode & 0o777).toString(8)).toBe('700')
    expect(readdirSync(work)).toEqual([])
  })

  it.each([
    ['SIGINT', [1, null]],
    ['SIGTERM', [null, 'SIGTERM']],
    ['SIGHUP', [null, 'SIGHUP']],
  ] as const)('is gone after %s, which ends the process as before', async (signal, ended) => {
    const { child, work, temporary } = await startSpilling()
    child.kill(signal)
    expect(await once(child, 'close')).toEqual(ended)
    expect([readdirSync(temporary), readdirSync(work)]).toEqual([[], []])
  })
})
