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

let faults = 0

/**
 * Runs a piece of our own work, whose failure must not reach the request.
 * The first failure of a process is reported on stderr, each one is counted.
 */
export function harmless<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    faults += 1
    if (faults === 1) report(error)
    return undefined
  }
}

/** How many of our own failures were swallowed in this process. */
export function faultCount(): number {
  return faults
}

function report(error: unknown): void {
  try {
    const text = `hoptrace: a record or header was lost: ${error instanceof Error ? error.stack : error}\n`
    if (typeof process === 'object' && process.stderr) process.stderr.write(text)
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
