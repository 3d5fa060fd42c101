import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'

type CommandLine<T extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ options: T; allowPositionals: true }>
>

/** Reads the flags and the other arguments of a command. */
export function parseCommandLine<T extends ParseArgsOptionsConfig>(
  args: readonly string[],
  flags: T,
): CommandLine<T> {
  return parseArgs({ args: [...args], options: flags, allowPositionals: true })
}
