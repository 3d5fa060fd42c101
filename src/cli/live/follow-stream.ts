import { Readable } from 'node:stream'
import { type LineReader, LineSplitter } from './line-splitter.ts'

/** Passes on each line of a stream, until it ends or Ctrl-C is pressed. */
export async function followStream(
  stream: AsyncIterable<Uint8Array>,
  reader: LineReader,
  interrupted: AbortSignal,
): Promise<void> {
  const lines = new LineSplitter(reader)
  const chunks = stream[Symbol.asyncIterator]()
  const stopped = new Promise<undefined>((resolve) => {
    if (interrupted.aborted) resolve(undefined)
    interrupted.addEventListener('abort', () => resolve(undefined))
  })
  for (;;) {
    const next = await Promise.race([chunks.next(), stopped])
    if (next === undefined || next.done) break
    lines.push(next.value)
  }
  // An open stream would keep the process alive.
  if (stream instanceof Readable) stream.destroy()
  lines.end()
}
