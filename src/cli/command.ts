import type { ParseArgsOptionsConfig } from 'node:util'
import type { CliIo } from './cli-io.ts'

/** A command of the command line tool. */
export interface Command {
  /** What the command does, in a line. */
  readonly summary: string
  /** The text of `--help`. */
  readonly help: string
  /** The flags that the command takes. */
  readonly flags: ParseArgsOptionsConfig
  /** The words that the first argument may be. Default: the argument is free text. */
  readonly words?: readonly string[]
  /** A command whose lines begin with such words, if they depend on the project. */
  readonly listedBy?: string
  /**
   * Runs the command.
   * @returns whether it found what was asked for, or an exit code of its own
   * @throws UsageError if the command line is wrong, NothingFoundError if there is nothing to work on,
   * CliError if the command fails
   */
  run(args: readonly string[], io: CliIo): Promise<boolean | number>
}

/** Commands by their names. */
export type Commands = Readonly<Record<string, Command>>
