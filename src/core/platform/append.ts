import { builtin } from './node.ts'
import { processGlobal } from './process-global.ts'

interface OpenFile {
  readonly descriptor: number
  /** Whether the last line is there only in part, as on a disk that is full. */
  isTorn: boolean
}

const fs = builtin((get) => get('node:fs'))
// Not opened by each copy of this package: a process has few descriptors.
const files: Map<string, OpenFile> = processGlobal('files', () => new Map())

/**
 * Returns a function that appends a line to a file, which only its owner may read if this creates it.
 * Lines of several processes don't mix. Throws the system's error. `undefined` on the edge runtime, which has no files.
 */
export function appendTo(path: string): ((line: string) => void) | undefined {
  if (fs === undefined) return undefined
  const { openSync, writeSync } = fs
  return (line) => {
    try {
      const file = files.get(path) ?? { descriptor: openSync(path, 'a', 0o600), isTorn: false }
      files.set(path, file)
      let rest: Uint8Array = Buffer.from(`${file.isTorn ? '\n' : ''}${line}\n`)
      // A file takes all at once, unless its disk is full: then the next attempt throws.
      while (rest.length > 0) {
        rest = rest.subarray(writeSync(file.descriptor, rest))
        file.isTorn = rest.length > 0
      }
    } catch (error) {
      // The system's reason says all, in one line.
      ;(error as Error).stack = String(error)
      throw error
    }
  }
}
