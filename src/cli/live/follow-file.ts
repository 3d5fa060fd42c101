import { type FSWatcher, watch } from 'node:fs'
import path from 'node:path'
import { type FileReader, GrowingFile } from './growing-file.ts'

/** Reads what is added to a file. */
export interface Follower {
  /** Reads what is left, and stops. */
  stop(): void
}

/** Events of a folder get lost: beyond a system's limit of watches, and on network drives. */
const POLL_MS = 200
/** Each record that is written is an event. All that come meanwhile are one read. */
const GATHER_MS = 10

/**
 * Passes on each whole line of a file as it grows. The file may be missing, shortened, or replaced by
 * another of the same name.
 */
export function followFile(file: string, reader: FileReader): Follower {
  const growing = new GrowingFile(file, reader)
  let next: NodeJS.Timeout | undefined
  const read = (): void => {
    next = undefined
    growing.read()
  }
  const timer = setInterval(read, POLL_MS)
  const watcher = watchFolder(file, () => {
    next ??= setTimeout(read, GATHER_MS)
  })
  // Not now: the caller doesn't have the follower yet.
  setImmediate(read)
  return {
    stop() {
      clearInterval(timer)
      clearTimeout(next)
      watcher?.close()
      growing.end()
    },
  }
}

/** Watches the folder: a watcher of the file itself is silent after the file was renamed. */
function watchFolder(file: string, onChange: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(path.dirname(path.resolve(file)), (_, name) => {
      if (name === null || name === path.basename(file)) onChange()
    })
    return watcher.on('error', () => watcher.close())
  } catch {
    return undefined // polling sees changes too
  }
}
