import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs'
import { type LineReader, LineSplitter } from './line-splitter.ts'

const CHUNK = 64 * 1024
/** The last bytes that were read show whether they are still those of the file. */
const KNOWN = 1024
/** After this many chunks, others get their turn. */
const CHUNKS_AT_ONCE = 2

/** Who gets the lines of a file, and which of them. A file that can't be read is tried again. */
export interface FileReader extends LineReader {
  /** How many bytes are read of what the file has at first. Default: all. */
  readonly last?: number
}

interface OpenFile {
  readonly descriptor: number
  readonly inode: number
  offset: number
  /** What stands before the offset. */
  known: Buffer
}

/** Reads what is added to a file, each time it is asked to. */
export class GrowingFile {
  readonly #file: string
  readonly #reader: FileReader
  readonly #lines: LineSplitter
  readonly #chunk = Buffer.allocUnsafe(CHUNK)
  #open: OpenFile | undefined
  /** The file that was there at first is read from its last bytes. */
  #isFirst = true
  #problem: string | undefined
  #isEnded = false
  #next: NodeJS.Immediate | undefined

  constructor(file: string, reader: FileReader) {
    this.#file = file
    this.#reader = reader
    this.#lines = new LineSplitter(reader)
  }

  /** Reads what was added: the first of it now, the rest soon. */
  read(): void {
    if (this.#isEnded) return
    const hasMore = this.#readNext(CHUNKS_AT_ONCE)
    if (!hasMore) return
    this.#next ??= setImmediate(() => {
      this.#next = undefined
      this.read()
    })
  }

  /** Reads all that is left. */
  end(): void {
    this.#readNext(Number.POSITIVE_INFINITY)
    this.#isEnded = true
    this.#close()
  }

  /** Returns whether there may be more. */
  #readNext(chunks: number): boolean {
    try {
      const hasMore = this.#tryNext(chunks)
      this.#problem = undefined
      return hasMore
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      // ENOENT: it was moved between two calls.
      const isNew = code !== 'ENOENT' && message !== this.#problem
      if (isNew) this.#reader.onProblem?.(`can't be read: ${message}`)
      this.#problem = message
      return false
    }
  }

  #tryNext(chunks: number): boolean {
    const found = statSync(this.#file, { throwIfNoEntry: false })
    const isFirst = this.#isFirst
    this.#isFirst = false
    // What was written before the file was replaced is still in the old one.
    if (this.#readOpen(chunks)) return true
    if (found === undefined || found.ino === this.#open?.inode) return false
    // To open a pipe is to wait for its writer.
    if (!found.isFile()) throw new Error(found.isDirectory() ? 'it is a folder' : 'it is no file')
    this.#close()
    const { last = Number.POSITIVE_INFINITY } = this.#reader
    const offset = isFirst ? Math.max(0, found.size - last) : 0
    const descriptor = openSync(this.#file, 'r')
    this.#open = { descriptor, inode: found.ino, offset, known: Buffer.alloc(0) }
    return this.#readOpen(chunks)
  }

  #readOpen(chunks: number): boolean {
    const open = this.#open
    if (open === undefined) return false
    if (isShortened(open)) {
      // What is there now is new.
      open.offset = 0
      open.known = Buffer.alloc(0)
      this.#lines.clear()
    }
    for (let count = 0; count < chunks; count += 1) {
      const length = readSync(open.descriptor, this.#chunk, 0, CHUNK, open.offset)
      if (length === 0) return false
      open.offset += length
      const part = this.#chunk.subarray(0, length)
      open.known = Buffer.concat([open.known, part.subarray(-KNOWN)]).subarray(-KNOWN)
      this.#lines.push(part)
    }
    return true
  }

  #close(): void {
    if (this.#open === undefined) return
    this.#lines.end()
    closeSync(this.#open.descriptor)
    this.#open = undefined
  }
}

/** Whether a file was shortened. It may have grown again since. */
function isShortened({ descriptor, offset, known }: OpenFile): boolean {
  const { size } = fstatSync(descriptor)
  if (size < offset) return true
  const now = Buffer.alloc(known.length)
  readSync(descriptor, now, 0, known.length, offset - known.length)
  return !now.equals(known)
}
