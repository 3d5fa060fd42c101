import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { UsageError } from './cli-error.ts'
import { didYouMean } from './closest.ts'

type CommandLine<T extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ options: T; allowPositionals: true }>
>

/**
 * Reads the flags and the other arguments of a command.
 * @throws UsageError if a flag is unknown or its value is missing
 */
export function parseCommandLine<T extends ParseArgsOptionsConfig>(
  args: readonly string[],
  flags: T,
): CommandLine<T> {
  try {
    return parseArgs({ args: [...args], options: flags, allowPositionals: true })
  } catch (cause) {
    throw asUsageError(cause, Object.keys(flags))
  }
}

/**
 * Reads the flags of a command that takes nothing else.
 * @throws UsageError if a flag is unknown, its value is missing, or there is another argument
 */
export function parseFlags<T extends ParseArgsOptionsConfig>(
  args: readonly string[],
  flags: T,
): CommandLine<T>['values'] {
  const { values, positionals } = parseCommandLine(args, flags)
  if (positionals.length > 0) throw new UsageError(`Unexpected argument '${positionals[0]}'`)
  return values
}

function asUsageError(cause: unknown, names: readonly string[]): unknown {
  const { code = '', message } = cause as NodeJS.ErrnoException
  if (!code.startsWith('ERR_PARSE_ARGS')) return cause
  const [, unknown] = /^Unknown option '(-[^']*)'/.exec(message) ?? []
  if (unknown === undefined) return new UsageError(message, { cause })
  const flags = names.map((name) => `--${name}`)
  return new UsageError(`Unknown option '${unknown}'.${didYouMean(unknown, flags)}`, { cause })
}
