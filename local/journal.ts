import { createWriteStream } from 'node:fs'
import path from 'node:path'
import { DEFAULT_FILE } from '../src/cli/log-flags.ts'
import { parseRecord, type RequestRecord } from '../src/lines/record.ts'
import { openPrivateFile } from './private-file.ts'
import { ROOT } from './root.ts'

/** The records of one run. */
export interface Journal {
  /** Adds a line of a server's output. Lines that aren't records are skipped. */
  addLine(line: string): void
  /** Resolves when the file is complete. */
  close(): Promise<void>
}

/**
 * Writes the records of a run to the file that the command line reads by default. Only its owner can
 * read it.
 */
export function openJournal(onRecord: (record: RequestRecord) => void, root = ROOT): Journal {
  const file = path.join(root, DEFAULT_FILE)
  const stream = createWriteStream(file, { fd: openPrivateFile(file) })
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
