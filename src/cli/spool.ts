import { createWriteStream } from 'node:fs'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { CliIo } from './cli-io.ts'
import { createSpillFolder, type SpillFolder } from './local/spill-folder.ts'

interface Spool {
  readonly folder: SpillFolder
  files: number
}

const spools = new WeakMap<CliIo, Spool>()

/**
 * Writes what can be read only once, or in another form, to a temporary file, which only its owner can read.
 * @returns the file
 */
export async function spool(
  io: CliIo,
  chunks: AsyncIterable<string | Uint8Array>,
): Promise<string> {
  const own = spools.get(io) ?? { folder: createSpillFolder(io.interrupted), files: 0 }
  spools.set(io, own)
  own.files += 1
  const file = path.join(own.folder.path, `${own.files}.log`)
  await pipeline(Readable.from(chunks, { objectMode: true }), createWriteStream(file), {
    signal: io.interrupted,
  })
  return file
}

/** Removes the temporary files of a command. */
export function removeSpool(io: CliIo): void {
  spools.get(io)?.folder.remove()
  spools.delete(io)
}
