import { chmodSync, closeSync, fchmodSync, mkdirSync, openSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/**
 * Opens an empty file that only its owner can read, in a folder that only its owner can open, even if
 * both were there with other permissions.
 * @returns the file's descriptor
 */
export function openPrivateFile(file: string): number {
  const folder = path.dirname(file)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(folder, 0o700)
  const descriptor = openSync(file, 'w', 0o600)
  fchmodSync(descriptor, 0o600)
  return descriptor
}

/** Writes a file that only its owner can read; see {@link openPrivateFile}. */
export function writePrivateFile(file: string, text: string): void {
  const descriptor = openPrivateFile(file)
  writeFileSync(descriptor, text)
  closeSync(descriptor)
}
