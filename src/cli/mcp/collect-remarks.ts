import type { CliIo } from '../cli-io.ts'

/** Where a call writes, and what it has written. */
export interface Remarks {
  readonly io: CliIo
  /** The lines that were written to stderr, such as that a file is cut. */
  readonly remarks: string[]
}

/** Collects what is written to stderr, for the answer: a client doesn't show the stderr of a server. */
export function collectRemarks(io: CliIo): Remarks {
  const remarks: string[] = []
  const err = {
    write: (text: string) => remarks.push(...text.split('\n').filter(Boolean)),
  }
  return { io: { ...io, err, progress: io.err }, remarks }
}
