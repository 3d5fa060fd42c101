import { environment } from './environment.ts'
import { builtin, node } from './node.ts'

const STDOUT = 1
const STDERR = 2

/**
 * Whether stdout is a terminal, also through the pipes of `next dev` and `vercel dev`. The stream itself
 * is not touched: creating it takes milliseconds.
 */
export function isTerminal(): boolean {
  // `vercel dev` tells a server by colours whether it has a terminal.
  const isVercel = environment('__VERCEL_DEV_RUNNING') && environment('FORCE_COLOR') === '1'
  if (isVercel || environment('NEXT_PRIVATE_PROMPT_OUTPUT')) return true
  return builtin((get) => get('node:tty'))?.isatty(STDOUT) === true
}

/**
 * Writes a line to stdout before it returns: Lambda freezes a process together with what a stream has
 * queued. Lambda's patched console would wrap the line in a `message` of its own, so only the edge
 * runtime, which has no stdout, is written to through the console.
 * @throws the system's error if stdout is closed
 */
export function writeOut(line: string): void {
  if (fs === undefined || node === undefined) console.log(line)
  // Lines that the stream has queued must come first.
  else if (isReplaced(node.stdout) || node.stdout.writableLength > 0)
    writeThrough(node.stdout, `${line}\n`)
  else writeAll(`${line}\n`)
}

/** Writes a line about hoptrace itself to stderr. Never throws. */
export function writeError(text: string): void {
  try {
    if (fs === undefined || node === undefined) console.error(text)
    else if (isReplaced(node.stderr)) writeThrough(node.stderr, `${text}\n`)
    else fs.writeSync(STDERR, `${text}\n`)
  } catch {
    // stderr is closed: there is nowhere left to report to.
  }
}

// Not imported: the edge runtime has no built-in modules, and its bundles must not name one.
const fs = builtin((get) => get('node:fs'))

/** Whether a test or a host has replaced the stream's `write` to see what is written. */
function isReplaced(stream: NodeJS.WriteStream): boolean {
  return stream.write !== Object.getPrototypeOf(stream).write
}

// A closed stream emits an error event later, which ends the process if nothing listens.
function writeThrough(stream: NodeJS.WriteStream, data: string | Uint8Array): void {
  if (stream.listenerCount('error') === 0) stream.on('error', () => undefined)
  stream.write(data)
}

function writeAll(text: string): void {
  const maxWaitMs = 1_000
  // A pipe takes 4,096 bytes as a whole or not at all. This many characters never exceed that.
  const atomicLength = 1_365
  const written = attempt(text)
  const isWhole =
    text.length <= atomicLength ? written >= text.length : written === Buffer.byteLength(text)
  if (isWhole) return
  let rest: Uint8Array = Buffer.from(text).subarray(written)
  for (let waited = 0; rest.length > 0 && waited < maxWaitMs; waited += 1) {
    sleep(1)
    rest = rest.subarray(attempt(rest))
  }
  // The reader is stuck, not just slow: the stream delivers the rest if it goes on.
  if (rest.length > 0 && node !== undefined) writeThrough(node.stdout, rest)
}

/** Returns how many bytes were written: 0 if the pipe is full. */
function attempt(data: string | Uint8Array): number {
  try {
    return fs?.writeSync(STDOUT, data as string) ?? 0
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0
    throw error
  }
}

function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}
