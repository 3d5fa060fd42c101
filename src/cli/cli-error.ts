/** Why a command can't do its work: a line for the user, without a stack. */
export class CliError extends Error {
  override readonly name = 'CliError'
}
