import * as zlib from 'node:zlib'
import type { Chunks } from './chunks.ts'
import { inPieces, Part } from './compressed-part.ts'
import { headerLength } from './gzip-header.ts'
import { PieceReader } from './piece-reader.ts'

/** The checksum and the length after the data of a member. */
const TRAILER = 8

type Report = (problem: string) => void

/**
 * Decompresses gzip, also of several members. Zeros after them are padding. Each member has a stream of its
 * own: `createGunzip` loses the end of a member if something else than a member follows.
 */
export async function* gunzip(chunks: Chunks, report: Report): AsyncGenerator<Uint8Array> {
  const pieces = new PieceReader(inPieces(chunks))
  let isWhole = true
  try {
    while (isWhole && (await pieces.take(headerLength))) isWhole = yield* member(pieces, report)
    if (isWhole && !(await isPadding(pieces))) report('ends with bytes that are not gzip: left out')
  } finally {
    await pieces.close()
  }
}

/** Decompresses a member after its header. Returns whether it is whole, so that another may follow. */
async function* member(pieces: PieceReader, report: Report): AsyncGenerator<Uint8Array, boolean> {
  const part = new Part(zlib.createInflateRaw())
  let checksum = 0
  for (let piece = await pieces.next(); piece !== undefined; piece = await pieces.next()) {
    for (const text of await part.write(piece)) {
      // Node 22.2 and later.
      checksum = zlib.crc32?.(text, checksum)
      yield text
    }
    if (part.isEnded) pieces.unread(piece.subarray(piece.length - part.unread))
    if (part.isEnded || part.hasFailed) break
  }
  if (!part.isEnded) yield* await part.end(report)
  if (part.hasFailed) return false
  return readTrailer(pieces, checksum, report)
}

async function readTrailer(
  pieces: PieceReader,
  checksum: number | undefined,
  report: Report,
): Promise<boolean> {
  const trailer = await pieces.take(({ length }) => (length < TRAILER ? undefined : TRAILER))
  const isChecked = checksum === undefined || trailer?.readUInt32LE() === checksum
  if (trailer === undefined) report('is cut or broken: unexpected end of file')
  else if (!isChecked) report('is cut or broken: incorrect data check')
  return trailer !== undefined
}

async function isPadding(pieces: PieceReader): Promise<boolean> {
  for (let piece = await pieces.next(); piece !== undefined; piece = await pieces.next()) {
    if (piece.some((byte) => byte !== 0)) return false
  }
  return true
}
