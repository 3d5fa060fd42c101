/** Why a command can't do its work: a line for the user, without a stack. */
export class CliError extends Error {
  override readonly name: string = 'CliError'
}

/** A command line that says what can't be. */
export class UsageError extends CliError {
  override readonly name = 'UsageError'
}
