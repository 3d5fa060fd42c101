import type { CliIo } from '../cli-io.ts'
import type { Command } from '../command.ts'
import { collectRemarks } from './collect-remarks.ts'

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
  const { io: own, remarks } = collectRemarks(io)
  let out = ''
  await command.run(words, {
    ...own,
    out: {
      write(text) {
        out += text
      },
    },
  })
  return { out, remarks }
}
