import { execFileSync } from 'node:child_process'

/** Makes a repository of a folder, with a tag. Returns its commit. */
export function commitAll(folder: string): string {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.example', ...args], {
      cwd: folder,
      encoding: 'utf8',
    }).trim()
  git('init', '-q')
  git('add', '--', ':!node_modules')
  git('commit', '-qm', 'a service')
  git('tag', 'v1')
  return git('rev-parse', 'HEAD')
}
