import type { CliIo } from '../cli-io.ts'
import type { Command } from '../command.ts'

/** What a command printed. */
export interface Printed {
  /** Whether it found what was asked for. */
  readonly isFound: boolean
  readonly out: string
  readonly err: string
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
  const isFound = await command.run(words, { ...io, out: output('out'), err: output('err') })
  return { isFound, ...printed }
}
