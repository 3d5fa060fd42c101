import { Readable } from 'node:stream'
import type { CliIo } from '../cli-io.ts'
import { LineSplitter } from './line-splitter.ts'

/** Calls a function with each line of standard input, until that ends or Ctrl-C is pressed. */
export async function followInput(io: CliIo, onLine: (line: string) => void): Promise<void> {
  const lines = new LineSplitter()
  const input = io.input?.()
  if (input === undefined) return
  const chunks = input[Symbol.asyncIterator]()
  const interrupted = new Promise<undefined>((resolve) => {
    if (io.interrupted.aborted) resolve(undefined)
    io.interrupted.addEventListener('abort', () => resolve(undefined))
  })
  for (;;) {
    const next = await Promise.race([chunks.next(), interrupted])
    if (next === undefined || next.done) break
    for (const line of lines.push(next.value)) onLine(line)
  }
  // An open input would keep the process alive.
  if (input instanceof Readable) input.destroy()
  for (const line of lines.end()) onLine(line)
}
