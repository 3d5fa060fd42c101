import type { ZstdDecompress } from 'node:zlib'
import type { Chunks } from './chunks.ts'

/** A stream that decompresses what is written to it. */
type Decompressor = ZstdDecompress

/** Decompressed, a piece of this size still fits in memory. */
const PIECE = 64 * 1024

/** Returns small parts of a file. */
export async function* inPieces(chunks: Chunks): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += PIECE) yield chunk.slice(at, at + PIECE)
  }
}

/** A part of a compressed file that one stream decompresses. */
export class Part {
  readonly #stream: Decompressor
  readonly #output: Uint8Array[] = []
  #failure: Error | undefined
  #written = 0
  isEnded = false

  constructor(stream: Decompressor) {
    this.#stream = stream
    stream.on('data', (chunk: Uint8Array) => this.#output.push(chunk))
    stream.on('error', (error) => {
      this.#failure = error
    })
    stream.on('end', () => {
      this.isEnded = true
    })
  }

  get hasFailed(): boolean {
    return this.#failure !== undefined
  }

  /** The number of written bytes that the stream left alone, since they follow its end. */
  get unread(): number {
    return this.isEnded ? this.#written - this.#stream.bytesWritten : 0
  }

  /** Returns the text of the next bytes. */
  async write(bytes: Uint8Array): Promise<Uint8Array[]> {
    this.#written += bytes.length
    if (this.#failure !== undefined) return []
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#stream.once('close', resolve)
    this.#stream.write(bytes, () => setImmediate(resolve))
    await promise
    this.#stream.off('close', resolve)
    return this.#output.splice(0)
  }

  /** Returns the rest of the text. */
  async end(report: (problem: string) => void): Promise<Uint8Array[]> {
    const { promise, resolve } = Promise.withResolvers<void>()
    if (this.#failure === undefined) {
      this.#stream.once('close', resolve).end()
      await promise
    }
    if (this.#failure !== undefined) report(`is cut or broken: ${this.#failure.message}`)
    return this.#output.splice(0)
  }
}
