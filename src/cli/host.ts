/** Where text goes. */
export interface Output {
  write(text: string): unknown
  /** Whether a person watches. */
  readonly isTTY?: boolean
  /** The width of the terminal. */
  readonly columns?: number
}

/** What a command has of the machine it runs on. */
export interface Host {
  readonly env: Readonly<Record<string, string | undefined>>
  /** For answers. */
  readonly out: Output
  /** For everything else. */
  readonly err: Output
  /** Milliseconds since 1970. */
  now(): number
  /** Is aborted by Ctrl-C. */
  readonly interrupted: AbortSignal
}

/** This process as a host. */
export function processHost(): Host {
  const leaving = new AbortController()
  process.once('SIGINT', () => leaving.abort())
  // The reader of a pipe has seen enough, as `head` does.
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    process.exit(code === 'EPIPE' ? 0 : 1)
  })
  return {
    env: process.env,
    out: process.stdout,
    err: process.stderr,
    now: () => Date.now(),
    interrupted: leaving.signal,
  }
}

/** Whether colours are wanted there: on a terminal, unless `NO_COLOR` says no (https://no-color.org). */
export function wantsColour({ env }: Host, output: Output): boolean {
  return output.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb'
}
