import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { TraceRecord } from '../../src/index.ts'
import { textOf } from '../child.ts'
import { BUILD, FOLDER } from './folder.ts'
import { type Received, startReceiver } from './receiver.ts'

export interface AppOptions {
  /** What Node is told before the file, such as `--import`. */
  readonly flags?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** The Node to run. */
  readonly node?: string
  readonly cwd?: string
}

/** What a process wrote and sent. */
export interface AppRun {
  readonly code: number | null
  readonly records: readonly TraceRecord[]
  /** The lines of stdout that are no records. */
  readonly lines: readonly string[]
  /** All lines of stdout. */
  readonly stdout: readonly string[]
  readonly stderr: string
  /** The requests that came to `ORDERS_URL`, which AWS's clients and Sentry call too. */
  readonly requests: readonly Received[]
}

/** Runs Node with arguments in a process whose environment is nearly empty, until it ends. */
export async function runNode(
  args: readonly string[],
  { flags = [], env = {}, node = process.execPath, cwd = FOLDER }: AppOptions = {},
): Promise<AppRun> {
  const receiver = await startReceiver()
  const child = spawn(node, [...flags, ...args], {
    cwd,
    env: { ...environmentOf(receiver.url), ...env } as object as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'close')
  const [stdout, stderr] = await Promise.all([textOf(child.stdout), textOf(child.stderr)])
  const [code] = await ended
  receiver.stop()
  const all = stdout.split('\n').filter((line) => line !== '')
  const records = all.flatMap((line) => recordIn(line) ?? [])
  const lines = all.filter((line) => recordIn(line) === undefined)
  return { code, records, lines, stdout: all, stderr, requests: receiver.received }
}

/** Runs the handler that a file exports with one request that has a `traceparent`. */
export function invoke(file: string, options: AppOptions = {}): Promise<AppRun> {
  return runNode(['apps/invoke.ts', file], options)
}

/** Runs code as a module of this folder. */
export function evaluate(code: string): Promise<AppRun> {
  return runNode(['--input-type=module', '--eval', code])
}

function environmentOf(url: string): Readonly<Record<string, string | undefined>> {
  return {
    HOME: BUILD, // tools keep files there
    PATH: process.env.PATH,
    HOPTRACE_FORMAT: 'json',
    ORDERS_URL: url,
    SENTRY_DSN: `${url.replace('//', '//key@')}/1`,
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  }
}

function recordIn(line: string): TraceRecord | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    const value: Partial<TraceRecord> = JSON.parse(line)
    return value.timestamp && value.service && value.phase ? (value as TraceRecord) : undefined
  } catch {
    return undefined // somebody else's line that begins like JSON
  }
}
