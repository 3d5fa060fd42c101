import { EventEmitter, once } from 'node:events'
import { parseRecord, type RequestRecord } from '../../src/cli/trace/records.ts'

const PATIENCE_MS = 10_000

/** What the servers of one system write. */
export class RecordLog {
  /** Every line, records and others. */
  readonly lines: string[] = []
  readonly records: RequestRecord[] = []
  readonly #news = new EventEmitter().setMaxListeners(0)
  #death: Error | undefined

  /** Takes a line of a server's output. */
  take(line: string): void {
    this.lines.push(line)
    const record = parseRecord(line)
    if (record === undefined) return
    this.records.push(record)
    this.#news.emit('news')
  }

  /** Fails everybody who waits, as a server has died. */
  fail(death: Error): void {
    this.#death = death
    this.#news.emit('news')
  }

  /** The records of one trace so far. */
  of(traceId: string): RequestRecord[] {
    return this.records.filter((record) => record.traceId === traceId)
  }

  /** The records of one trace, once it has this many endings. */
  async whenEnded(traceId: string, endings: number): Promise<RequestRecord[]> {
    await this.when(`${endings} endings of ${traceId}`, () => this.#endingsOf(traceId) >= endings)
    return this.of(traceId)
  }

  /** Waits for records. */
  async when(what: string, hasCome: () => boolean): Promise<void> {
    const signal = AbortSignal.timeout(PATIENCE_MS)
    while (!hasCome()) {
      if (this.#death !== undefined) throw this.#death
      await once(this.#news, 'news', { signal }).catch((cause) => {
        throw new Error(`There are not ${what}`, { cause })
      })
    }
  }

  #endingsOf(traceId: string): number {
    return this.of(traceId).filter(({ phase }) => phase === 'complete').length
  }
}
