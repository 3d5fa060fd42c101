import { CliError, UnreadableError } from '../cli-error.ts'
import type { CliIo } from '../cli-io.ts'
import { withScanLimit } from '../cloudwatch/scan-limit.ts'
import { VersionError } from '../compare/choose-version.ts'
import { QueryError } from '../ql/query-error.ts'
import { removeSpool } from '../spool.ts'
import { writeAnswer, writeError } from './answer.ts'
import { readArguments } from './read-arguments.ts'
import type { Scope } from './scope.ts'
import type { Tool } from './tool.ts'

/** The text of an answer, or of an error. */
export interface ToolResult {
  readonly text: string
  readonly isError: boolean
}

/** Calls a tool. A failure is an answer too: it says what to change. */
export async function callTool(
  tool: Tool,
  given: unknown,
  scope: Scope,
  io: CliIo,
): Promise<ToolResult> {
  // Its temporary files are those of this call.
  const own = { ...io, top: '.' }
  try {
    // It may have been cancelled while others ran.
    own.interrupted.throwIfAborted()
    const values = readArguments(tool, given)
    const answer = await withScanLimit(scope.maxScan, () => tool.run(values, scope, own))
    return { text: writeAnswer(answer), isError: false }
  } catch (error) {
    return { text: describeError(error, own), isError: true }
  } finally {
    removeSpool(own)
  }
}

function describeError(error: unknown, io: CliIo): string {
  if (io.interrupted.aborted) return writeError('Stopped')
  const { message } = error as Error
  if (error instanceof VersionError) return writeError('No value, or several, are meant', message)
  if (error instanceof UnreadableError) return writeError('A file can’t be read', message)
  // The engine that ran the query may quote what it read.
  if (isOfEngine(error)) return writeError('The query can’t be run', message)
  if (error instanceof CliError || error instanceof QueryError) return writeError(message)
  io.err.write(`${String((error as Error | undefined)?.stack ?? error)}\n`)
  return writeError('hoptrace failed: its stderr has the stack')
}

function isOfEngine(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof QueryError && at.cause !== undefined) return true
  }
  return false
}
