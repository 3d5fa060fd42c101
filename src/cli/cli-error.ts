/** Why a command can't do its work. The user sees the message without a stack. */
export class CliError extends Error {
  override readonly name: string = 'CliError'
}

/** Converts an error of the system, such as `EACCES`, to one that names the file. */
export function asUnreadable(name: string, cause: unknown): unknown {
  if (!(cause instanceof Error && 'code' in cause) || cause.name === 'AbortError') return cause
  return new UnreadableError(`${name} can't be read: ${cause.message}`, { cause })
}

/** A file can't be read. Who wrote it chose its name. */
export class UnreadableError extends CliError {}

/** What is wrong with the command line. */
export class UsageError extends CliError {
  override readonly name = 'UsageError'
}

/** Nothing was found that the command could work on. */
export class NothingFoundError extends CliError {
  override readonly name = 'NothingFoundError'
}
