import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { homedir } from 'node:os'
import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { onTestFinished } from 'vitest'

/** A running `npm start`. */
export interface StartProcess {
  readonly pid: number
  /** Its stdout so far, without colours. */
  readonly output: string
  /** Its stderr so far, without colours. */
  readonly errors: string
  /** Its exit code, when all output has arrived. */
  readonly exit: Promise<number | null>
  /** Waits until stdout or stderr contains a text. */
  says(text: string): Promise<void>
  /** Sends a signal to its process group, as a terminal does. */
  signal(name: NodeJS.Signals): void
}

/** Runs the start script. Its environment has `HOME`, `PATH` and `more` only. */
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
    detached: true, // gives it its own process group
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
      // The group has no process left.
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
        if (ended) throw new Error(`npm start ended without '${text}':\n${written.stderr}`)
        await once(child, 'wrote')
      }
    },
  }
}
