import type { Host } from './host.ts'

/** A command of the command line tool. */
export interface Command {
  /** What it does, in a line. */
  readonly summary: string
  /** How it is used. */
  readonly help: string
  /** Does it; true if it found what was asked for. Throws `UsageError` and `CliError`. */
  run(args: readonly string[], host: Host): Promise<boolean>
}
