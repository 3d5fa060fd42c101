import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { UsageError } from './cli-error.ts'
import { didYouMean } from './closest.ts'

/** The flags and the other arguments of a command, and their order. */
export type CommandLine<T extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ options: T; allowPositionals: true; tokens: true }>
>

/** What a flag looks like. The text of a query may begin with a dash too. */
const FLAG = /^--?(?:[a-z][\w-]*(?:=.*)?)?$/is

/**
 * Reads the flags and the other arguments of a command.
 * @throws UsageError if a flag is unknown or its value is missing
 */
export function parseCommandLine<T extends ParseArgsOptionsConfig>(
  args: readonly string[],
  flags: T,
): CommandLine<T> {
  try {
    const joined = joinValues(args, flags)
    return parseArgs({ args: joined, options: flags, allowPositionals: true, tokens: true })
  } catch (cause) {
    throw asUsageError(cause, Object.keys(flags))
  }
}

/** Joins flags with values that begin with a dash: `parseArgs` takes these for flags. */
function joinValues(args: readonly string[], flags: ParseArgsOptionsConfig): string[] {
  const joined: string[] = []
  for (const arg of args) {
    const flag = joined.at(-1) ?? ''
    const takesValue = flag.startsWith('--') && flags[flag.slice(2)]?.type === 'string'
    const isValue = takesValue && arg.startsWith('-') && !FLAG.test(arg)
    if (isValue) joined[joined.length - 1] = `${flag}=${arg}`
    else joined.push(arg)
  }
  return joined
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
