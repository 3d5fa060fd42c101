import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { freePort } from '../../../local/ports.ts'

/** Debian's programs, which are not on the path. */
const [BIN = ''] = globSync('/usr/lib/postgresql/*/bin')

/** A PostgreSQL with an empty database. */
export interface Postgres {
  readonly url: string
  stop(): Promise<void>
}

/** Starts Debian's PostgreSQL in a new folder. It refuses to run as root, so it runs as `postgres`. */
export async function startPostgres(): Promise<Postgres> {
  if (!existsSync(BIN)) throw new Error('apt-get install postgresql')
  const folder = mkdtempSync(path.join(tmpdir(), 'hoptrace-postgres-'))
  const uid = idOf('-u')
  const gid = idOf('-g')
  const user = process.getuid?.() === 0 ? { uid, gid } : {}
  if (user.uid !== undefined) chownSync(folder, uid, gid)
  const data = path.join(folder, 'data')
  const init = [
    '-D',
    data,
    '-U',
    'shop',
    '--auth=trust',
    '--no-sync',
    '--encoding=UTF8',
    '--locale=C',
  ]
  execFileSync(path.join(BIN, 'initdb'), init, { ...user, cwd: folder, stdio: 'pipe' })
  const port = await freePort()
  const words = ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder, '-F']
  const child = spawn(path.join(BIN, 'postgres'), words, {
    ...user,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const closed = once(child, 'close')
  await new Promise<void>((resolve, reject) => {
    const lines: string[] = []
    createInterface({ input: child.stderr }).on('line', (line) => {
      lines.push(line)
      if (line.includes('ready to accept connections')) resolve()
    })
    child.once('exit', () => reject(new Error(`PostgreSQL ended:\n${lines.join('\n')}`)))
  })
  return {
    url: `postgres://shop@127.0.0.1:${port}/postgres`,
    async stop() {
      child.kill('SIGQUIT')
      await closed
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function idOf(flag: '-u' | '-g'): number {
  return Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
}
