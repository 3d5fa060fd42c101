/** A line without a newline waits until it is this long, in bytes. A record has at most 60 KB. */
const MAX_WAITING = 256 * 1024
const NEWLINE = 0x0a

/** Splits bytes that arrive in parts into whole lines. */
export class LineSplitter {
  #parts: Uint8Array[] = []
  #waiting = 0

  /** Returns the lines that a part completes. */
  push(part: Uint8Array): string[] {
    const lines: string[] = []
    let begin = 0
    for (let end = part.indexOf(NEWLINE); end !== -1; end = part.indexOf(NEWLINE, begin)) {
      lines.push(this.#take(part.subarray(begin, end)))
      begin = end + 1
    }
    if (begin < part.length) {
      this.#parts.push(Uint8Array.from(part.subarray(begin)))
      this.#waiting += part.length - begin
    }
    return this.#waiting > MAX_WAITING ? [...lines, this.#take()] : lines
  }

  /** Returns the last line if it has no newline. */
  end(): string[] {
    return this.#waiting > 0 ? [this.#take()] : []
  }

  #take(last: Uint8Array = new Uint8Array()): string {
    const isWhole = this.#parts.length === 0
    const bytes = isWhole
      ? Buffer.from(last.buffer, last.byteOffset, last.length)
      : Buffer.concat([...this.#parts, last])
    const line = bytes.toString()
    this.#parts = []
    this.#waiting = 0
    return line
  }
}
