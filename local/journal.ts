import { createWriteStream, mkdirSync } from 'node:fs'
import path from 'node:path'
import { DEFAULT_FILE } from '../src/cli/log-flags.ts'
import { parseRecord, type RequestRecord } from '../src/cli/trace/records.ts'
import { ROOT } from './root.ts'

/** The records of one run. */
export interface Journal {
  /** Adds a line of a server's output. Lines that aren't records are skipped. */
  addLine(line: string): void
  /** Resolves when the file is complete. */
  close(): Promise<void>
}

/** Writes the records of a run to the file that the command line reads by default. */
export function openJournal(onRecord: (record: RequestRecord) => void): Journal {
  const file = path.join(ROOT, DEFAULT_FILE)
  mkdirSync(path.dirname(file), { recursive: true })
  const stream = createWriteStream(file)
  return {
    addLine(line) {
      const record = parseRecord(line)
      if (record === undefined) return
      stream.write(`${line}\n`)
      onRecord(record)
    },
    close() {
      return new Promise((resolve) => stream.end(resolve))
    },
  }
}
