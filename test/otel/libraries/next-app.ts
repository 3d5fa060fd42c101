import { execFile } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { type Child, startChild } from '../../../local/child.ts'
import { freePort } from '../../../local/ports.ts'
import type { TraceRecord } from '../../../src/index.ts'

const APP = path.join(import.meta.dirname, 'apps/next')
const bin = (file: string): string => path.join(import.meta.dirname, 'node_modules', file)

/** A built and served app. */
export interface NextApp {
  readonly url: string
  /** What `next build` printed. */
  readonly built: string
  /** The records, and the other lines, that the server has written since it started. */
  readonly records: TraceRecord[]
  readonly lines: string[]
  stop(): Promise<void>
}

/** Generates Prisma's client, builds the app and serves it. */
export async function startNextApp(ordersUrl: string): Promise<NextApp> {
  const port = await freePort()
  const added = {
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    HOPTRACE_FORMAT: 'json',
    ORDERS_URL: ordersUrl,
    DATABASE_FILE: path.join(mkdtempSync(path.join(tmpdir(), 'hoptrace-orders-')), 'orders.db'),
    // Prisma would download an engine that generating a client doesn't use.
    PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true',
    CHECKPOINT_DISABLE: '1',
  }
  const env = { ...process.env, ...added } as NodeJS.ProcessEnv
  // Not synchronously: a page that is prerendered calls a server of this process.
  const run = async (file: string, word: string): Promise<string> => {
    const words = [bin(file), word]
    return (await promisify(execFile)(process.execPath, words, { cwd: APP, env })).stdout
  }
  await run('prisma/build/index.js', 'generate')
  const built = await run('next/dist/bin/next', 'build')
  const url = `http://localhost:${port}`
  const records: TraceRecord[] = []
  const lines: string[] = []
  const server: Child = await startChild({
    name: 'Next.js',
    args: [bin('next/dist/bin/next'), 'start', APP, '-H', 'localhost', '-p', String(port)],
    env: added,
    url: `${url}/static`,
    signal: undefined,
    onLine: (line) => {
      if (line.startsWith('{"timestamp"')) records.push(JSON.parse(line))
      else lines.push(line)
    },
    onExit: (error) => lines.push(error.message),
  })
  return { url, built, records, lines, stop: () => server.stop() }
}
