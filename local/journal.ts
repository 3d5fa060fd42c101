import { createWriteStream, mkdirSync } from 'node:fs'
import path from 'node:path'
import { parseRecord, type RequestRecord } from '../src/cli/trace/records.ts'
import { ROOT } from './root.ts'

/** The records of one run, as they come. */
export interface Journal {
  /** Takes a line of a server's output; a line that is no record is passed over. */
  take(line: string): void
  /** The records of one trace so far. */
  of(traceId: string): readonly RequestRecord[]
  /** Waits until a trace has what `isComplete` looks for, or the time is up. */
  wait(traceId: string, isComplete: (records: readonly RequestRecord[]) => boolean): Promise<void>
  /** Resolves when all of it is in the file. */
  close(): Promise<void>
}

const FILE = '.hoptrace/records.ndjson'
const WAIT_MS = 5_000

/** Keeps a run's records in memory and, as NDJSON, in `.hoptrace/records.ndjson`. */
export function openJournal(onRecord: (record: RequestRecord) => void): Journal {
  mkdirSync(path.dirname(path.join(ROOT, FILE)), { recursive: true })
  const file = createWriteStream(path.join(ROOT, FILE))
  const records: RequestRecord[] = []
  const listeners = new Set<() => void>()
  const of = (traceId: string): RequestRecord[] =>
    records.filter((record) => record.traceId === traceId)
  return {
    take(line) {
      const record = parseRecord(line)
      if (record === undefined) return
      file.write(`${line}\n`)
      records.push(record)
      onRecord(record)
      for (const listener of listeners) listener()
    },
    of,
    wait(traceId, isComplete) {
      return new Promise((resolve) => {
        const timer = setTimeout(done, WAIT_MS)
        function done(): void {
          clearTimeout(timer)
          listeners.delete(look)
          resolve()
        }
        function look(): void {
          if (isComplete(of(traceId))) done()
        }
        listeners.add(look)
        look()
      })
    },
    close() {
      return new Promise((resolve) => file.end(resolve))
    },
  }
}
