import { environment } from './environment.ts'
import { formatPretty } from './pretty.ts'

/** How records are written: one JSON object a line, or for people. */
export type Format = 'json' | 'pretty'

/** The format where nothing is said: for people on a terminal and under serverless-offline, else JSON. */
export function defaultFormat(): Format {
  return stdout()?.isTTY || environment('IS_OFFLINE') ? 'pretty' : 'json'
}

/** Writes one record, given as a line of JSON. */
export function emit(line: string, format: Format): void {
  writeLine(format === 'json' ? line : formatPretty(JSON.parse(line), hasColour()))
}

/** Writes a line about ourselves to stderr, where there is one. Never throws. */
export function emitFault(text: string): void {
  try {
    if (typeof process === 'object' && process.stderr) process.stderr.write(`${text}\n`)
    else console.error(text)
  } catch {
    // Nothing is left to tell it to.
  }
}

// Lambda's patched console would put the line inside a `message` of its own: only the edge runtime,
// which has no stdout, is written to through it.
function writeLine(line: string): void {
  const stream = stdout()
  if (stream === undefined) console.log(line)
  else stream.write(`${line}\n`)
}

function stdout(): NodeJS.WriteStream | undefined {
  return typeof process === 'object' ? process.stdout : undefined
}

function hasColour(): boolean {
  return stdout()?.isTTY === true && environment('NO_COLOR') === undefined
}
