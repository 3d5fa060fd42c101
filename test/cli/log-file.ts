import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'

/** Writes a file with these lines; objects become JSON. It is removed when the test ends. */
export function logFile(...lines: (string | Uint8Array | object)[]): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'hoptrace-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = path.join(folder, 'records.ndjson')
  const bytes = lines.flatMap((line) => {
    const isText = typeof line === 'string' || line instanceof Uint8Array
    return [Buffer.from(isText ? line : JSON.stringify(line)), Buffer.from('\n')]
  })
  writeFileSync(file, Buffer.concat(bytes))
  return file
}
