import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'
import type { CliIo } from '../cli-io.ts'
import { escapeControls } from '../terminal.ts'
import { withLocalPrograms } from './local-programs.ts'
import { ProcessGroup } from './process-group.ts'

/** How a command ended. */
export interface Ended {
  readonly code: number
  /** The signal that ended it. */
  readonly signal: NodeJS.Signals | undefined
}

/** What is run. */
export interface Commands {
  /** The command and its arguments. The run ends with it. */
  readonly main: readonly string[]
  /** Commands of a shell that run beside it. */
  readonly also: readonly string[]
}

const NOT_FOUND = 127
const NOT_RUNNABLE = 126
/** How long a command that is stopped has to end by itself. */
export const GRACE_MS = 5_000
const IS_WINDOWS = process.platform === 'win32'

/** Runs commands on the terminal of this process, until the first one has ended. */
export async function runCommands(
  { main, also }: Commands,
  variables: Readonly<Record<string, string>>,
  io: CliIo,
): Promise<Ended> {
  const env = withLocalPrograms({ ...io.env, ...variables } as NodeJS.ProcessEnv)
  const [command = '', ...args] = main
  const first: ChildProcess = spawn(command, args, { stdio: 'inherit', env, shell: IS_WINDOWS })
  const others = also.map((text) => {
    // A group of its own: a shell passes no signal on to what it runs.
    const options = { env, shell: true, detached: !IS_WINDOWS } as const
    const child = spawn(text, [], { ...options, stdio: ['ignore', 'inherit', 'inherit'] })
    return { text, child, group: new ProcessGroup(child) }
  })
  const killOthers = (signal: NodeJS.Signals): void => {
    for (const { group } of others) group.kill(signal)
  }
  const passing = passSignals(first, killOthers, io)
  let isOver = false
  for (const { text, child } of others) {
    void endOf(child, text, io).then(({ code, signal }) => {
      const outcome = signal ?? `code ${code}`
      if (!isOver) io.err.write(`${escapeControls(text)} ended with ${outcome}.\n`)
    })
  }
  const ended = await endOf(first, command, io)
  isOver = true
  await Promise.all(others.map(({ text, group }) => stop(text, group, io)))
  passing.stop()
  // A shell says this of a command that it runs itself. Ctrl-C is no news.
  const isNews = ended.signal !== undefined && !passing.received.has(ended.signal)
  if (isNews) io.err.write(`${escapeControls(command)} ended with ${ended.signal}.\n`)
  return ended
}

/** Ends a command that runs beside another one, and all that it has started. */
async function stop(text: string, group: ProcessGroup, io: CliIo): Promise<void> {
  group.kill('SIGTERM')
  if (await group.ends(AbortSignal.timeout(GRACE_MS))) return
  io.err.write(
    `${escapeControls(text)} is killed: it still runs ${GRACE_MS / 1000} s after SIGTERM.\n`,
  )
  group.kill('SIGKILL')
}

function endOf(child: ChildProcess, name: string, io: CliIo): Promise<Ended> {
  return new Promise((resolve) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      const isMissing = error.code === 'ENOENT'
      const reason = isMissing ? 'The command was not found' : error.message
      io.err.write(`${escapeControls(name)} can't be run: ${reason}.\n`)
      resolve({ code: isMissing ? NOT_FOUND : NOT_RUNNABLE, signal: undefined })
    })
    child.on('exit', (code, signal) => {
      const number = signal === null ? (code ?? 0) : 128 + constants.signals[signal]
      resolve({ code: number, signal: signal ?? undefined })
    })
  })
}

const PASSED: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGHUP', 'SIGUSR2']
/** A terminal sends these to all processes in its foreground. */
const OF_TERMINAL: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT']

interface Passing {
  /** The signals that came so far. */
  readonly received: ReadonlySet<NodeJS.Signals>
  stop(): void
}

/**
 * Keeps signals from ending this process before the commands, and passes on those that they didn't get
 * themselves.
 */
function passSignals(
  first: ChildProcess,
  killOthers: (signal: NodeJS.Signals) => void,
  { out, err, isInputTerminal }: CliIo,
): Passing {
  const hasTerminal = isInputTerminal || out.isTTY || err.isTTY
  const received = new Set<NodeJS.Signals>()
  const pass = (signal: NodeJS.Signals): void => {
    received.add(signal)
    if (!hasTerminal || !OF_TERMINAL.includes(signal)) first.kill(signal)
    killOthers(signal)
  }
  const signals = [...PASSED, ...OF_TERMINAL]
  for (const signal of signals) process.on(signal, pass)
  return {
    received,
    stop() {
      for (const signal of signals) process.off(signal, pass)
    },
  }
}
