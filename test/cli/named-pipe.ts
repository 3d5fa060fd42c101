import { spawnSync } from 'node:child_process'
import { expect } from 'vitest'

/** Makes a named pipe. */
export function makePipe(file: string): void {
  expect(spawnSync('bash', ['-c', `mkfifo "${file}"`]).status).toBe(0)
}
