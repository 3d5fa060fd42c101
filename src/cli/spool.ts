import { createWriteStream } from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { CliIo } from './cli-io.ts'
import { createSpillFolder, type SpillFolder } from './local/spill-folder.ts'

interface Spool {
  readonly folder: SpillFolder
  files: number
}

/** How much of an endless input is written. */
interface SpoolLimit {
  readonly max: number
  /** Called if there is more. */
  readonly onCut: () => void
}

const NO_LIMIT: SpoolLimit = { max: Number.POSITIVE_INFINITY, onCut: () => undefined }

const spools = new WeakMap<CliIo, Spool>()

/**
 * Writes what can be read only once, or in another form, to a temporary file, which only its owner can read.
 * @returns the file
 */
export async function spool(
  io: CliIo,
  chunks: AsyncIterable<string | Uint8Array>,
  limit: SpoolLimit = NO_LIMIT,
): Promise<string> {
  const own = spools.get(io) ?? { folder: createSpillFolder(io.interrupted), files: 0 }
  spools.set(io, own)
  own.files += 1
  const file = path.join(own.folder.path, `${own.files}.log`)
  // Ctrl-C ends streams even if they wait for their next bytes.
  await pipeline(chunks, upTo(limit), createWriteStream(file), { signal: io.interrupted })
  return file
}

/** Returns what passes texts on until they are too long. */
function upTo({ max, onCut }: SpoolLimit) {
  return async function* (
    chunks: AsyncIterable<string | Uint8Array>,
  ): AsyncGenerator<string | Uint8Array> {
    let left = max
    for await (const chunk of chunks) {
      if (chunk.length > left) {
        onCut()
        yield chunk.slice(0, left)
        return
      }
      left -= chunk.length
      yield chunk
    }
  }
}

/** Removes the temporary files of a command. */
export function removeSpool(io: CliIo): void {
  spools.get(io)?.folder.remove()
  spools.delete(io)
}
