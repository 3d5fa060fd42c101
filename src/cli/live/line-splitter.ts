/** Who gets the lines of a log. */
export interface LineReader {
  /** Gets each line. If it throws, the other lines of the log are passed on all the same. */
  onLine(line: string): void
  /** Gets each new problem of the log, such as `can't be read: EACCES`. Default: nobody. */
  onProblem?(problem: string): void
}

/** A line without a newline waits until it is this long, in bytes. A record has at most 60 KB. */
const MAX_WAITING = 256 * 1024
const NEWLINE = 0x0a

/** Splits bytes that arrive in parts into whole lines. */
export class LineSplitter {
  readonly #reader: LineReader
  #parts: Uint8Array[] = []
  #waiting = 0
  #problem: string | undefined

  constructor(reader: LineReader) {
    this.#reader = reader
  }

  /** Passes on the lines that a part completes. */
  push(part: Uint8Array): void {
    let begin = 0
    for (let end = part.indexOf(NEWLINE); end !== -1; end = part.indexOf(NEWLINE, begin)) {
      this.#pass(part.subarray(begin, end))
      begin = end + 1
    }
    if (begin < part.length) {
      this.#parts.push(Uint8Array.from(part.subarray(begin)))
      this.#waiting += part.length - begin
    }
    if (this.#waiting > MAX_WAITING) this.#pass()
  }

  /** Passes on the last line if it has no newline. */
  end(): void {
    if (this.#waiting > 0) this.#pass()
  }

  /** Forgets the begin of a line. */
  clear(): void {
    this.#parts = []
    this.#waiting = 0
  }

  #pass(last: Uint8Array = new Uint8Array()): void {
    const line = this.#joined(last).toString()
    this.clear()
    try {
      this.#reader.onLine(line)
    } catch (error) {
      const problem = `has a line that can't be shown: ${String(error)}`
      if (problem !== this.#problem) this.#reader.onProblem?.(problem)
      this.#problem = problem
    }
  }

  #joined(last: Uint8Array): Buffer {
    if (this.#parts.length > 0) return Buffer.concat([...this.#parts, last])
    return Buffer.from(last.buffer, last.byteOffset, last.length)
  }
}
