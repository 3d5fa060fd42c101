import { createWriteStream, mkdirSync } from 'node:fs'
import path from 'node:path'
import { parseRecord, type RequestRecord } from '../src/cli/trace/records.ts'
import { ROOT } from './root.ts'

/** The records of one run, as they come. */
export interface Journal {
  /** Takes a line of a server's output; a line that is no record is passed over. */
  take(line: string): void
  /** Resolves when all of it is in the file. */
  close(): Promise<void>
}

const FILE = '.hoptrace/records.ndjson'

/** Keeps a run's records, as NDJSON, in `.hoptrace/records.ndjson`. */
export function openJournal(onRecord: (record: RequestRecord) => void): Journal {
  mkdirSync(path.dirname(path.join(ROOT, FILE)), { recursive: true })
  const file = createWriteStream(path.join(ROOT, FILE))
  return {
    take(line) {
      const record = parseRecord(line)
      if (record === undefined) return
      file.write(`${line}\n`)
      onRecord(record)
    },
    close() {
      return new Promise((resolve) => file.end(resolve))
    },
  }
}
