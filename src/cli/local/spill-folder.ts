import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** A folder for what DuckDB writes to disk if its memory is too small: parts of a log. */
export interface SpillFolder {
  readonly path: string
  /** Removes the folder with all that is in it. */
  remove(): void
}

const SIGNALS = ['SIGTERM', 'SIGHUP'] as const
const RETRIES = { maxRetries: 10, retryDelay: 10 }

/**
 * Creates a folder in the system's temporary folder. Only its owner can open it. It is removed before
 * a signal ends the process, too.
 * @param interrupted removes it when aborted, as by Ctrl-C
 */
export function createSpillFolder(interrupted?: AbortSignal): SpillFolder {
  const folder = mkdtempSync(path.join(tmpdir(), 'hoptrace-'))
  const removeFiles = (): void => {
    try {
      rmSync(folder, { recursive: true, force: true, ...RETRIES })
    } catch {
      // Windows removes no files that are in use.
    }
  }
  const onSignal = (signal: NodeJS.Signals): void => {
    remove()
    // Without our listener the signal has its usual effect.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
  }
  const remove = (): void => {
    for (const signal of SIGNALS) process.off(signal, onSignal)
    process.off('exit', removeFiles)
    interrupted?.removeEventListener('abort', removeFiles)
    removeFiles()
  }
  for (const signal of SIGNALS) process.on(signal, onSignal)
  process.on('exit', removeFiles)
  interrupted?.addEventListener('abort', removeFiles)
  return { path: folder, remove }
}
