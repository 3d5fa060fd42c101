import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { homedir } from 'node:os'
import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { onTestFinished } from 'vitest'

/** A running `npm start`. */
export interface StartProcess {
  readonly pid: number
  /** What it has written to stdout so far, without colours. */
  readonly output: string
  /** What it has written to stderr so far, without colours. */
  readonly errors: string
  /** Its exit code, once all that it wrote has come. */
  readonly exit: Promise<number | null>
  /** Waits until it has written a text to stdout or stderr. */
  says(text: string): Promise<void>
  /** Sends a signal to it and all that it started, as a terminal does. */
  signal(name: NodeJS.Signals): void
}

/** Runs the start script with nothing in its environment but what every shell has, and `env`. */
export function start(
  root: string,
  args: string[],
  more: Record<string, string> = {},
): StartProcess {
  const env: object = { HOME: homedir(), PATH: path.dirname(process.execPath), ...more }
  const child = spawn(process.execPath, ['local/start.ts', ...args], {
    cwd: root,
    env: env as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // in a process group of its own
  })
  const pid = child.pid as number
  const written = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      written[name] += stripVTControlCharacters(text)
      child.emit('wrote')
    })
  }
  let ended = false
  const exit = once(child, 'close').then(([code]: (number | null)[]) => {
    ended = true
    child.emit('wrote')
    return code as number | null
  })
  const signal = (name: NodeJS.Signals): void => void process.kill(-pid, name)
  onTestFinished(() => {
    try {
      signal('SIGKILL')
    } catch {
      // Nothing of it is left, as it should be.
    }
  })
  return {
    pid,
    exit,
    signal,
    get output() {
      return written.stdout
    },
    get errors() {
      return written.stderr
    },
    async says(text) {
      while (!`${written.stdout}\n${written.stderr}`.includes(text)) {
        if (ended) throw new Error(`It ended without '${text}':\n${written.stderr}`)
        await once(child, 'wrote')
      }
    },
  }
}
