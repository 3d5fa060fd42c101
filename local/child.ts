import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { StartFailure } from './failure.ts'
import { ROOT } from './root.ts'

const READY_MS = 60_000
const POLL_MS = 50
const KILL_MS = 5_000
const KEPT_LINES = 15

/** A server to be run as a process of its own. */
export interface ChildOptions {
  readonly name: string
  /** What Node runs, relative to the repository's root. */
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Answers, with any status, once the server is ready. */
  readonly url: string
  /** Ends a server that does not answer yet. */
  readonly signal: AbortSignal | undefined
  readonly onLine: (line: string) => void
  /** Told when the server ends without having been stopped. */
  readonly onDeath: (failure: StartFailure) => void
}

/** A server that runs as a process of its own. */
export interface Child {
  stop(): Promise<void>
}

/** Starts a server and waits until it answers. */
export async function startChild(options: ChildOptions): Promise<Child> {
  const { name, args, env, url, signal, onLine, onDeath } = options
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: string[] = []
  const keep = (line: string): void => {
    lines.push(line)
    if (lines.length > KEPT_LINES) lines.shift()
  }
  createInterface({ input: child.stdout }).on('line', (line) => {
    onLine(line)
  })
  createInterface({ input: child.stderr }).on('line', keep)

  let stopping = false
  const stop = (): Promise<void> => {
    stopping = true
    return end(child)
  }
  let ready = false
  const death = new Promise<StartFailure>((resolve) => {
    child.on('error', (cause) => resolve(new StartFailure(`${name} can't start: ${cause.message}`)))
    child.on('close', (code, signal) => resolve(died(name, code ?? signal, ready ? [] : lines)))
  })
  const failure = await Promise.race([death, answers(name, url, signal)])
  if (failure !== undefined) {
    await stop()
    throw failure
  }
  ready = true
  void death.then((late) => {
    if (!stopping) onDeath(late)
  })
  return { stop }
}

function died(name: string, how: unknown, lines: readonly string[]): StartFailure {
  const words = lines.length === 0 ? '' : ` It last said:\n${lines.join('\n')}`
  return new StartFailure(`${name} ended by itself (${how}): run npm start again.${words}`)
}

async function answers(
  name: string,
  url: string,
  signal: AbortSignal | undefined,
): Promise<StartFailure | undefined> {
  const timeout = AbortSignal.timeout(READY_MS)
  const deadline = signal === undefined ? timeout : AbortSignal.any([timeout, signal])
  while (!deadline.aborted) {
    const answered = await fetch(url, { signal: deadline }).then(
      () => true,
      () => false,
    )
    if (answered) return undefined
    await pause(POLL_MS)
  }
  return new StartFailure(`${name} did not answer at ${url} within ${READY_MS / 1000} s.`)
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
    return Promise.resolve()
  }
  const killed = setTimeout(() => child.kill('SIGKILL'), KILL_MS)
  return new Promise((resolve) => {
    child.once('close', () => {
      clearTimeout(killed)
      resolve()
    })
    child.kill('SIGTERM')
  })
}
