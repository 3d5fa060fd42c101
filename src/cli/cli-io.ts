import { isatty } from 'node:tty'

/** A stream that text is written to. */
export interface Output {
  write(text: string): unknown
  /** Whether it is a terminal. */
  readonly isTTY?: boolean
  /** The width of the terminal, in columns. */
  readonly columns?: number
}

/** What a command uses of the process that it runs in. */
export interface CliIo {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Returns what stands on standard input. Default: nothing. */
  readonly input?: () => AsyncIterable<Uint8Array>
  /** Whether standard input is a terminal. */
  readonly isInputTerminal?: boolean
  /** For results. */
  readonly out: Output
  /** For counts, warnings and errors. */
  readonly err: Output
  /** For what is being done, if it takes long. Default: `err`. */
  readonly progress?: Output
  /** The folder that defaults aren't looked for above. Default: the root of the file system. */
  readonly top?: string
  /** The time, in milliseconds since 1970. */
  now(): number
  /** Is aborted by Ctrl-C. */
  readonly interrupted: AbortSignal
  /** Lets this process go on if the reader of its output leaves. By default it ends then. */
  readonly outliveReader?: () => void
  /** Ends this process by a signal, as a command that it ran did. */
  readonly dieBy?: (signal: NodeJS.Signals) => void
}

/** Returns the input and output of this process. */
export function processIo(): CliIo {
  const interruption = new AbortController()
  process.once('SIGINT', () => interruption.abort())
  let hasToEnd = true
  for (const output of [process.stdout, process.stderr]) {
    // EPIPE: the reader of a pipe has closed it, as `head` does.
    output.on('error', ({ code }: NodeJS.ErrnoException) => {
      if (hasToEnd) process.exit(code === 'EPIPE' ? 0 : 3)
    })
  }
  return {
    env: process.env,
    input: () => process.stdin,
    // process.stdin itself would begin to read from what is the command's.
    isInputTerminal: isatty(0),
    out: process.stdout,
    err: process.stderr,
    now: () => Date.now(),
    interrupted: interruption.signal,
    outliveReader() {
      hasToEnd = false
    },
    dieBy(signal) {
      process.removeAllListeners(signal)
      process.kill(process.pid, signal)
    },
  }
}

/** Whether an output gets colours: a terminal does, unless `NO_COLOR` is set (https://no-color.org). */
export function wantsColour({ env }: CliIo, output: Output): boolean {
  return output.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb'
}
