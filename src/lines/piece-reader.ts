import type { Chunks } from './chunks.ts'

/** Reads pieces of a file, and gives back what is left of one. */
export class PieceReader {
  readonly #pieces: AsyncIterator<Uint8Array>
  #left: Buffer | undefined

  constructor(pieces: Chunks) {
    this.#pieces = pieces[Symbol.asyncIterator]()
  }

  /** Returns what is left of the last piece, else the next one. `undefined` at the end. */
  async next(): Promise<Buffer | undefined> {
    const left = this.#left
    this.#left = undefined
    if (left !== undefined && left.length > 0) return left
    const { value, done } = await this.#pieces.next()
    return done ? undefined : Buffer.from(value.buffer, value.byteOffset, value.length)
  }

  /** Closes the file, even if it has more pieces. */
  async close(): Promise<void> {
    await this.#pieces.return?.()
  }

  /** Gives bytes back: they are read next. */
  unread(bytes: Buffer): void {
    this.#left = bytes
  }

  /**
   * Reads as many bytes as they themselves say.
   * @param lengthOf returns how many of the bytes are read: `undefined` if more are needed
   * @returns `undefined`, and reads none, if it is 0 or the file ends before
   */
  async take(lengthOf: (bytes: Buffer) => number | undefined): Promise<Buffer | undefined> {
    let bytes: Buffer = Buffer.alloc(0)
    for (;;) {
      const length = bytes.length === 0 ? undefined : lengthOf(bytes)
      const more = length === undefined ? await this.next() : undefined
      if (more !== undefined) {
        bytes = Buffer.concat([bytes, more])
        continue
      }
      this.unread(bytes.subarray(length))
      return length ? bytes.subarray(0, length) : undefined
    }
  }
}
