import type { CliIo, Output } from '../../src/cli/cli-io.ts'
import { run } from '../../src/cli/run.ts'

/** The exit code and the output of a command. */
export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** The terminal and the environment that a command runs in. */
export interface Machine extends Pick<Output, 'isTTY' | 'columns'> {
  readonly env?: CliIo['env']
  readonly now?: number
  readonly interrupted?: AbortSignal
  readonly input?: CliIo['input']
  /** Called with each text that is written to stderr. */
  readonly onError?: (text: string) => void
  /** Called with each text that is written to stdout. */
  readonly onOutput?: (text: string) => void
}

const PROGRESS = /^Reading(?: .* to the end; Ctrl-C stops)? … [\d.]{1,9} s\n/gm

/** Runs `hoptrace` with these arguments. */
export async function hoptrace(args: readonly string[], machine: Machine = {}): Promise<Ran> {
  const written = { out: '', err: '' }
  const { isTTY = false, columns = 80, env = {}, now, interrupted, input } = machine
  const output = (name: 'out' | 'err'): Output => ({
    isTTY,
    columns,
    write(text) {
      written[name] += text
      if (name === 'err') machine.onError?.(text)
      else machine.onOutput?.(text)
    },
  })
  const code = await run(args, {
    env,
    ...(input && { input }),
    out: output('out'),
    err: output('err'),
    now: () => now ?? Date.now(),
    interrupted: interrupted ?? new AbortController().signal,
  })
  // How long a command takes depends on the machine.
  return { code, ...written, err: isTTY ? written.err : written.err.replace(PROGRESS, '') }
}
