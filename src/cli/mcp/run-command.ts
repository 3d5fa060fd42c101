import type { CliIo } from '../cli-io.ts'
import type { Command } from '../command.ts'

/** What a command printed. */
export interface Printed {
  readonly out: string
  /** The lines on stderr. */
  readonly remarks: readonly string[]
}

/** Runs a command, and returns what it prints. */
export async function runCommand(
  command: Command,
  words: readonly string[],
  io: CliIo,
): Promise<Printed> {
  const printed = { out: '', err: '' }
  const output = (name: keyof typeof printed): CliIo['out'] => ({
    write(text) {
      printed[name] += text
    },
  })
  const own = { ...io, out: output('out'), err: output('err'), progress: io.err }
  await command.run(words, own)
  return { out: printed.out, remarks: printed.err.split('\n').filter(Boolean) }
}
