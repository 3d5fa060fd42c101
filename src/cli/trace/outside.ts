import type { LogEntry } from '../../lines/entry.ts'

/** Lines that would have been found at another time: how many, and from when to when. */
export class Outside {
  lines = 0
  /** Milliseconds since 1970. */
  first: number = Number.POSITIVE_INFINITY
  last: number = Number.NEGATIVE_INFINITY

  add({ time = 0 }: LogEntry): void {
    this.lines += 1
    this.first = Math.min(this.first, time)
    this.last = Math.max(this.last, time)
  }
}
