/** Whether people read stdout. */
export function isTerminal(): boolean {
  return hasStdio() && process.stdout.isTTY === true
}

/**
 * Writes a line to stdout. Lambda's patched console would put it inside a `message` of its own; only
 * the edge runtime, which has no stdout, is written to through it.
 */
export function writeOut(line: string): void {
  if (hasStdio()) process.stdout.write(`${line}\n`)
  else console.log(line)
}

/** Writes a line about ourselves to stderr. Never throws. */
export function writeError(text: string): void {
  try {
    if (hasStdio()) process.stderr.write(`${text}\n`)
    else console.error(text)
  } catch {
    // Nothing is left to tell it to.
  }
}

function hasStdio(): boolean {
  return typeof process === 'object' && process.stdout !== undefined
}
