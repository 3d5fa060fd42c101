import type { CliIo, Output } from './cli-io.ts'

/** A line that shows what is being done, and for how long. */
export interface Progress {
  /** Shows what is being done now. */
  step(text: string): void
  /** Shows that everything is done. */
  done(text: string): void
  /** Removes the line from the terminal. */
  clear(): void
}

const TICK_MS = 200
const DELAY_MS = 1000

/** Shows progress: in one line on a terminal, elsewhere in a line for each step. */
export function createProgress(output: Output, now: () => number): Progress {
  const begin = now()
  let current: string | undefined
  const seconds = (): string => `${((now() - begin) / 1000).toFixed(1)} s`
  const show = (): void => {
    if (current !== undefined) output.write(`\r\u001b[K${current} … ${seconds()}`)
  }
  const timer = output.isTTY ? setInterval(show, TICK_MS).unref() : undefined
  const clear = (): void => {
    if (output.isTTY && current !== undefined) output.write('\r\u001b[K')
    current = undefined
    clearInterval(timer)
  }
  return {
    step(text) {
      current = text
      if (output.isTTY) show()
      else output.write(`${text} … ${seconds()}\n`)
    },
    done(text) {
      clear()
      output.write(`${text} after ${seconds()}\n`)
    },
    clear,
  }
}

/** Runs a function, and shows progress if it takes longer than a second. */
export async function withProgress<T>(text: string, io: CliIo, run: () => Promise<T>): Promise<T> {
  const progress = createProgress(io.progress ?? io.err, io.now)
  const timer = setTimeout(() => progress.step(text), DELAY_MS)
  try {
    return await run()
  } finally {
    clearTimeout(timer)
    progress.clear()
  }
}
