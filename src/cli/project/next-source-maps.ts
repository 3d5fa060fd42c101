import path from 'node:path'
import type { Gap } from './gap.ts'
import { configured, type NextApp } from './next-app.ts'
import type { Project } from './untraced-exports.ts'

/**
 * Returns the gap if the build of an app has no source maps of its server code: Turbopack writes them
 * always, webpack if it is told to.
 */
export function checkSourceMaps(
  { root }: Project,
  { root: folder, bundler, config }: NextApp,
): Gap[] {
  if (bundler === 'turbopack' || configured(config, 'serverSourceMaps') === true) return []
  const file = config?.file ?? path.join(folder, 'next.config.ts')
  return [
    {
      about: path.relative(root, file),
      problem: 'webpack writes no source maps of the server, so that stacks name the built files',
      remedy: 'Set experimental: { serverSourceMaps: true }',
    },
  ]
}
