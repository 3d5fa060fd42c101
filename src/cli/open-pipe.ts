import { closeSync, constants, open, openSync } from 'node:fs'
import { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'

const openFile = promisify(open)

/**
 * Opens a named pipe, after somebody has opened it for writing. Unlike a stream of `node:fs`, the returned
 * one ends when it is destroyed, even if it waits for bytes.
 * @param interrupted ends the waiting
 */
export async function openPipe(path: string, interrupted: AbortSignal): Promise<Readable> {
  const stopWaiting = (): void => beWriter(path)
  interrupted.addEventListener('abort', stopWaiting)
  try {
    const fd = await openFile(path, 'r')
    return new Socket({ fd, readable: true, writable: false })
  } finally {
    interrupted.removeEventListener('abort', stopWaiting)
  }
}

/** Opens a pipe for writing, which ends the waiting of its reader. */
function beWriter(path: string): void {
  try {
    closeSync(openSync(path, constants.O_WRONLY | constants.O_NONBLOCK))
  } catch {
    // Nobody waits.
  }
}
