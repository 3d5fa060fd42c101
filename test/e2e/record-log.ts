import { EventEmitter, once } from 'node:events'
import { parseRecord, type RequestRecord } from '../../src/lines/record.ts'

const TIMEOUT_MS = 10_000

/** The output of all servers of one system. */
export class RecordLog {
  /** All lines, also those that are no records. */
  readonly lines: string[] = []
  readonly records: RequestRecord[] = []
  readonly #events = new EventEmitter().setMaxListeners(0)
  #death: Error | undefined

  /** Adds a line of a server's output. */
  take(line: string): void {
    this.lines.push(line)
    const record = parseRecord(line)
    if (record === undefined) return
    this.records.push(record)
    this.#events.emit('change')
  }

  /** Makes all waiting calls fail, because a server has died. */
  fail(death: Error): void {
    this.#death = death
    this.#events.emit('change')
  }

  /** Returns the records of a trace so far. */
  of(traceId: string): RequestRecord[] {
    return this.records.filter((record) => record.traceId === traceId)
  }

  /** Waits until a trace has this many endings. Returns its records. */
  async whenEnded(traceId: string, endings: number): Promise<RequestRecord[]> {
    await this.when(`${endings} endings of ${traceId}`, () => this.#endingsOf(traceId) >= endings)
    return this.of(traceId)
  }

  /** Waits until `isTrue` returns true, and fails after 10 seconds. */
  async when(what: string, isTrue: () => boolean): Promise<void> {
    const signal = AbortSignal.timeout(TIMEOUT_MS)
    while (!isTrue()) {
      if (this.#death !== undefined) throw this.#death
      await once(this.#events, 'change', { signal }).catch((cause) => {
        throw new Error(`No ${what} after ${TIMEOUT_MS} ms`, { cause })
      })
    }
  }

  #endingsOf(traceId: string): number {
    return this.of(traceId).filter(({ phase }) => phase === 'complete').length
  }
}
