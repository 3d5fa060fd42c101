import { execFileSync } from 'node:child_process'

const COMMIT = /^[\da-f]{40,64}(?:-dirty)?$/

/**
 * Returns the commit of a folder, with `-dirty` if tracked files differ from it; `undefined` if the
 * folder is in no repository, or there is no git.
 */
export function commitOf(folder: string): string | undefined {
  const args = ['describe', '--always', '--dirty', '--abbrev=64', '--exclude=*']
  try {
    const stdio = ['ignore', 'pipe', 'ignore'] as const
    const text = execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: [...stdio] })
    const commit = text.trim()
    return COMMIT.test(commit) ? commit : undefined
  } catch {
    return undefined // a deployment without git has no version
  }
}
