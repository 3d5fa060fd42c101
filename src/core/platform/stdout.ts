import { builtin, node } from './node.ts'

const STDOUT = 1
const STDERR = 2

/** Whether people read stdout. The stream itself is not touched: making it takes milliseconds. */
export function isTerminal(): boolean {
  return builtin((get) => get('node:tty'))?.isatty(STDOUT) === true
}

/**
 * Writes a line to stdout, so that it is out when this returns: Lambda freezes a process with what
 * a stream has queued. Lambda's patched console would put the line inside a `message` of its own;
 * only the edge runtime, which has no stdout, is written to through it.
 * @throws what the system says of a stdout that is closed
 */
export function writeOut(line: string): void {
  if (fs === undefined || node === undefined) console.log(line)
  else if (goesThroughStream(node)) writeThrough(node.stdout, `${line}\n`)
  else writeAll(`${line}\n`)
}

/** Writes a line about ourselves to stderr. Never throws. */
export function writeError(text: string): void {
  try {
    if (fs === undefined || node === undefined) console.error(text)
    else if (isReplaced(node.stderr)) writeThrough(node.stderr, `${text}\n`)
    else fs.writeSync(STDERR, `${text}\n`)
  } catch {
    // Nothing is left to tell it to.
  }
}

// The edge runtime has no built-in modules, and its bundles must not import one.
const fs = builtin((get) => get('node:fs'))

// What the stream has queued comes first.
function goesThroughStream({ stdout }: NodeJS.Process): boolean {
  return isReplaced(stdout) || stdout.writableLength > 0
}

/** Whether somebody, a test or a host, has replaced the stream's `write`, to see what is written. */
function isReplaced(stream: NodeJS.WriteStream): boolean {
  return stream.write !== Object.getPrototypeOf(stream).write
}

// That a stream is closed it tells later, by an event that ends the process when nobody listens.
function writeThrough(stream: NodeJS.WriteStream, data: string | Uint8Array): void {
  if (stream.listenerCount('error') === 0) stream.on('error', () => undefined)
  stream.write(data)
}

const PATIENCE_MS = 1_000
/** A pipe takes 4,096 bytes as a whole or not at all, which so many characters never exceed. */
const WHOLE = 1_365

function writeAll(text: string): void {
  const written = attempt(text)
  const isWhole =
    text.length <= WHOLE ? written >= text.length : written === Buffer.byteLength(text)
  if (!isWhole) writeRest(Buffer.from(text).subarray(written))
}

function writeRest(bytes: Uint8Array): void {
  let rest = bytes
  for (let waited = 0; rest.length > 0 && waited < PATIENCE_MS; waited += 1) {
    sleep(1)
    rest = rest.subarray(attempt(rest))
  }
  if (rest.length === 0) return
  // A reader that is slow was waited for; one that is stuck gets the rest when it goes on, if it does.
  if (node !== undefined) writeThrough(node.stdout, rest)
}

/** How many bytes went out: none, when the pipe is full. */
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
