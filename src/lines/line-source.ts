import { open } from 'node:fs/promises'
import type { Chunks } from './chunks.ts'
import { decode } from './decode.ts'

/** A file, a pipe or a text with lines of a log. */
export interface LineSource {
  /** What users call it: the path, or `-`. */
  readonly name: string
  /** The file. */
  readonly path: string
  /** Returns the lines as UTF-8, from the begin. A pipe can be read only once. */
  read(): Chunks
}

const CHUNK = 1024 * 1024

/**
 * Returns the lines of a file, decompressed and as UTF-8. What is written to the file while it is read
 * is left out.
 * @param report called with what is wrong with the file, if it can be read only in part
 */
export function fileSource(
  name: string,
  report: (problem: string) => void,
  path: string = name,
): LineSource {
  const read = (): Chunks => decode(readFile(path), (problem) => report(`${name} ${problem}`))
  return { name, path, read }
}

async function* readFile(path: string): AsyncGenerator<Uint8Array> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const buffer = Buffer.allocUnsafeSlow(Math.min(CHUNK, size))
    for (let position = 0; position < size; ) {
      const length = Math.min(CHUNK, size - position)
      const { bytesRead } = await file.read(buffer, 0, length, position)
      if (bytesRead === 0) return
      position += bytesRead
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}
