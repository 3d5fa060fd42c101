import { CliError, NothingFoundError, UsageError } from './cli-error.ts'
import type { CliIo } from './cli-io.ts'
import { EXIT } from './exit-code.ts'
import { QueryError } from './ql/query-error.ts'
import { escapeLines } from './terminal.ts'

/** Writes why a command failed. Returns its exit code. */
export function reportError(error: unknown, command: string, io: CliIo): number {
  if (io.interrupted.aborted) {
    io.err.write('Stopped.\n')
    return EXIT.failed
  }
  const isExpected = error instanceof CliError || error instanceof QueryError
  const text = isExpected ? error.message : String((error as Error | undefined)?.stack ?? error)
  io.err.write(`${escapeLines(text)}\n`)
  if (error instanceof NothingFoundError) return EXIT.nothingFound
  if (!(error instanceof UsageError)) return EXIT.failed
  // An error in the text of a query has its position, which says more than the help.
  if (!(error.cause instanceof QueryError)) io.err.write(`See hoptrace help ${command}.\n`)
  return EXIT.wrongUsage
}
