import { environment } from '../platform/environment.ts'
import { shared } from '../platform/process-global.ts'
import { isTerminal, writeOut } from '../platform/stdout.ts'
import { formatPretty } from './pretty.ts'

/** How records are written: one JSON object a line, or for people. */
export type Format = 'json' | 'pretty'

/** The format where nothing is said: for people on a terminal and under serverless-offline, else JSON. */
export function defaultFormat(): Format {
  if (environment('IS_OFFLINE')) return 'pretty'
  // Lambda has no terminal, and to ask for one takes a module that Node hasn't loaded.
  return environment('AWS_LAMBDA_FUNCTION_NAME') === undefined && isTerminal() ? 'pretty' : 'json'
}

/** Writes one record, given as a line of JSON. */
export function emit(line: string, format: Format): void {
  const { captures } = shared
  if (captures?.size) for (const capture of captures) capture(line)
  else writeOut(format === 'json' ? line : formatPretty(JSON.parse(line), hasColour()))
}

function hasColour(): boolean {
  return isTerminal() && environment('NO_COLOR') === undefined
}
