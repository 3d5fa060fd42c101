/** One line that says what is being done, and for how long. */
export interface Progress {
  step(text: string): void
  done(text: string): void
  clear(): void
}

/** Where progress is shown. */
interface ProgressStream {
  readonly isTTY?: boolean
  write(text: string): unknown
}

const TICK_MS = 200

/** Shows progress: rewritten in place on a terminal, a line per step elsewhere. */
export function createProgress(stream: ProgressStream, now: () => number): Progress {
  const begin = now()
  let current: string | undefined
  const seconds = (): string => `${((now() - begin) / 1000).toFixed(1)} s`
  const show = (): void => {
    if (current !== undefined) stream.write(`\r\u001b[K${current} … ${seconds()}`)
  }
  const timer = stream.isTTY ? setInterval(show, TICK_MS).unref() : undefined
  const clear = (): void => {
    if (stream.isTTY && current !== undefined) stream.write('\r\u001b[K')
    current = undefined
    clearInterval(timer)
  }
  return {
    step(text) {
      current = text
      if (stream.isTTY) show()
      else stream.write(`${text} … ${seconds()}\n`)
    },
    done(text) {
      clear()
      stream.write(`${text} after ${seconds()}\n`)
    },
    clear,
  }
}
