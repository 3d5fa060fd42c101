import type { CliIo } from './cli-io.ts'

/** A command of the command line tool. */
export interface Command {
  /** What the command does, in a line. */
  readonly summary: string
  /** The text of `--help`. */
  readonly help: string
  /**
   * Runs the command.
   * @returns whether it found what was asked for
   * @throws UsageError if the command line is wrong, CliError if the command fails
   */
  run(args: readonly string[], io: CliIo): Promise<boolean>
}
