/** Why a command can't do its work. The user sees the message without a stack. */
export class CliError extends Error {
  override readonly name: string = 'CliError'
}

/** What is wrong with the command line. */
export class UsageError extends CliError {
  override readonly name = 'UsageError'
}
