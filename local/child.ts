import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { ROOT } from './root.ts'
import { StartError } from './start-error.ts'

const READY_MS = 60_000
const POLL_MS = 50
const KILL_MS = 5_000
const MAX_ERROR_LINES = 15

/** A server to run in a process of its own. */
export interface ChildOptions {
  readonly name: string
  /** The arguments of Node, relative to the repository's root. */
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Responds, with any status, when the server is ready. */
  readonly url: string
  /** Stops a server that is not ready yet. */
  readonly signal: AbortSignal | undefined
  /** Called with each line that the server writes to stdout. */
  readonly onLine: (line: string) => void
  /** Called with each line that the server writes to stderr. */
  readonly onErrorLine?: (line: string) => void
  /** Called if the server exits without being stopped. */
  readonly onExit: (error: StartError) => void
}

/** A server that runs in a process of its own. */
export interface Child {
  stop(): Promise<void>
  /** Sends a signal. The server's exit is reported by `onExit`. */
  kill(signal: NodeJS.Signals): void
}

/** Starts a server, and waits until it responds. */
export async function startChild(options: ChildOptions): Promise<Child> {
  const { name, args, env, url, signal, onLine, onErrorLine, onExit } = options
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const errorLines: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => onLine(line))
  createInterface({ input: child.stderr }).on('line', (line) => {
    onErrorLine?.(line)
    errorLines.push(line)
    if (errorLines.length > MAX_ERROR_LINES) errorLines.shift()
  })

  let isStopping = false
  const stop = (): Promise<void> => {
    isStopping = true
    return terminate(child)
  }
  let isReady = false
  const exit = new Promise<StartError>((resolve) => {
    child.on('error', (cause) => resolve(new StartError(`${name} can't start: ${cause.message}`)))
    child.on('close', (code, signal) => {
      resolve(exitError(name, code ?? signal, isReady ? [] : errorLines))
    })
  })
  const error = await Promise.race([exit, waitUntilReady(name, url, signal)])
  if (error !== undefined) {
    await stop()
    throw error
  }
  isReady = true
  void exit.then((error) => {
    if (!isStopping) onExit(error)
  })
  return { stop, kill: (name) => void child.kill(name) }
}

function exitError(name: string, reason: unknown, errorLines: readonly string[]): StartError {
  const details = errorLines.length === 0 ? '' : ` Its last output:\n${errorLines.join('\n')}`
  return new StartError(`${name} exited (${reason}): run npm start again.${details}`)
}

async function waitUntilReady(
  name: string,
  url: string,
  signal: AbortSignal | undefined,
): Promise<StartError | undefined> {
  const timeout = AbortSignal.timeout(READY_MS)
  const deadline = signal === undefined ? timeout : AbortSignal.any([timeout, signal])
  while (!deadline.aborted) {
    const isReady = await fetch(url, { signal: deadline }).then(
      () => true,
      () => false,
    )
    if (isReady) return undefined
    await pause(POLL_MS)
  }
  return new StartError(`${name} did not respond at ${url} within ${READY_MS / 1000} s.`)
}

function terminate(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
    return Promise.resolve()
  }
  const kill = setTimeout(() => child.kill('SIGKILL'), KILL_MS)
  return new Promise((resolve) => {
    child.once('close', () => {
      clearTimeout(kill)
      resolve()
    })
    child.kill('SIGTERM')
  })
}
