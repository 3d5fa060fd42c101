import * as zlib from 'node:zlib'
import type { Chunks } from './chunks.ts'
import { inPieces, Part } from './compressed-part.ts'

/** Decompresses Zstandard. */
export async function* unzstd(
  chunks: Chunks,
  report: (problem: string) => void,
): AsyncGenerator<Uint8Array> {
  if (zlib.createZstdDecompress === undefined) {
    const error = new Error('Zstandard needs Node 22.15 or later')
    throw Object.assign(error, { code: 'ERR_ZSTD' })
  }
  let part = new Part(zlib.createZstdDecompress())
  for await (const piece of inPieces(chunks)) {
    // Node stops after a frame.
    for (let rest = piece; rest.length > 0; ) {
      if (part.isEnded) part = new Part(zlib.createZstdDecompress())
      yield* await part.write(rest)
      rest = rest.subarray(rest.length - part.unread)
    }
  }
  if (!part.isEnded) yield* await part.end(report)
}
