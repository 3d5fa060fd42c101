import { environment } from '../platform/environment.ts'
import { processGlobal } from '../platform/process-global.ts'
import { isTerminal, writeOut } from '../platform/stdout.ts'
import { formatPretty } from './pretty.ts'

/** How records are written: one JSON object per line, or one line for people. */
export type Format = 'json' | 'pretty'

/** Returns the format if `HOPTRACE_FORMAT` is unset: for people on a terminal and under serverless-offline, else JSON. */
export function defaultFormat(): Format {
  if (environment('IS_OFFLINE')) return 'pretty'
  // Lambda has no terminal, and asking for one would load a module of Node's.
  return environment('AWS_LAMBDA_FUNCTION_NAME') === undefined && isTerminal() ? 'pretty' : 'json'
}

/** Takes lines instead of stdout while a test captures them. Shared by the copies of this package. */
export const captures: Set<(line: string) => void> = processGlobal('captures', () => new Set())

/** Writes one record, given as a line of JSON. */
export function emit(line: string, format: Format): void {
  if (captures.size > 0) for (const capture of captures) capture(line)
  else if (format === 'json') writeOut(line)
  else {
    const hasColour = isTerminal() && environment('NO_COLOR') === undefined
    writeOut(formatPretty(JSON.parse(line), hasColour))
  }
}
