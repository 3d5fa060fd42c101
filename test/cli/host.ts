import type { Host, Output } from '../../src/cli/host.ts'
import { run } from '../../src/cli/run.ts'

export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** What a test says of the machine. */
export interface Machine extends Pick<Output, 'isTTY' | 'columns'> {
  readonly env?: Host['env']
  readonly now?: number
  readonly interrupted?: AbortSignal
  /** Told what is written to stderr, as it is. */
  readonly onError?: (text: string) => void
}

/** Runs `hoptrace` with these words, and gives what it wrote. */
export async function hoptrace(words: readonly string[], machine: Machine = {}): Promise<Ran> {
  const written = { out: '', err: '' }
  const { isTTY = false, columns = 80, env = {}, now, interrupted, onError } = machine
  const output = (name: 'out' | 'err'): Output => ({
    isTTY,
    columns,
    write(text) {
      written[name] += text
      if (name === 'err') onError?.(text)
    },
  })
  const code = await run(words, {
    env,
    out: output('out'),
    err: output('err'),
    now: () => now ?? Date.now(),
    interrupted: interrupted ?? new AbortController().signal,
  })
  return { code, ...written }
}
