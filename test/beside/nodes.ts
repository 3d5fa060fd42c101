import { execFileSync } from 'node:child_process'

/** The oldest Node that is supported, which npm brings, and the one of this run. */
export const NODES: readonly (readonly [version: string, path: string])[] = [
  ['22', pathOf('node@22')],
  ['24', process.execPath],
]

function pathOf(version: string): string {
  const words = ['--yes', '--package', version, '--', 'node', '-p', 'process.execPath']
  return execFileSync('npx', words, { encoding: 'utf8' }).trim()
}
