import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import path from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { ROOT } from '../../../local/root.ts'

/** The command, as built. */
export const MAIN = path.join(ROOT, 'dist/cli/main.js')

/** Waits for a condition as long as a loaded machine may need. */
export const EVENTUALLY = { timeout: 30_000, interval: 20 }

const env = { ...process.env, NO_COLOR: '1', HOPTRACE_FILE: undefined, HOPTRACE_FORMAT: undefined }

/** Runs `hoptrace` in a folder until it ends. */
export function runHoptrace(folder: string, ...args: string[]): ReturnType<typeof runNode> {
  return runNode(folder, MAIN, ...args)
}

function runNode(cwd: string, ...args: string[]) {
  // Programs of the folder come first, such as a browser.
  const PATH = [path.join(cwd, 'bin'), process.env.PATH].join(path.delimiter)
  return spawnSync(process.execPath, args, { cwd, env: { ...env, PATH }, encoding: 'utf8' })
}

/** A command that runs, and what it has written. */
export interface Started {
  readonly child: ChildProcess
  readonly output: () => string
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>
  /** Waits until the output has a text. */
  has(text: string | RegExp): Promise<void>
}

/** Starts `hoptrace` in a folder. */
export function startHoptrace(folder: string, ...args: string[]): Started {
  return startCommand(folder, process.execPath, MAIN, ...args)
}

/** Starts `hoptrace` on a terminal. */
export function startOnTerminal(folder: string, ...args: string[]): Started {
  return startProgramOnTerminal(folder, process.execPath, MAIN, ...args)
}

/** Starts a program on a terminal, under `hoptrace dev` or alone. */
export function startProgramOnTerminal(folder: string, ...words: string[]): Started {
  const command = words.map((word) => `'${word}'`).join(' ')
  // Without `exec`, a shell such as dash stays in between, and its exit code replaces the program's.
  return startCommand(folder, 'script', '-qefc', `exec ${command}`, '/dev/null')
}

/** The words that run a command under `hoptrace dev`. */
export const UNDER_DEV: readonly string[] = [process.execPath, MAIN, 'dev', '--quiet', '--']

/** Starts a command in a folder. It is killed when the test ends. */
function startCommand(cwd: string, command: string, ...args: string[]): Started {
  const child = spawn(command, args, { cwd, env })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.on('close', (code, signal) => resolve(signal ?? code))
  })
  onTestFinished(async () => {
    child.kill()
    await ended
  })
  return {
    child,
    output: () => output,
    ended,
    async has(text) {
      await expect.poll(() => output, EVENTUALLY).toMatch(text)
    },
  }
}
