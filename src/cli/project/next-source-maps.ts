import path from 'node:path'
import type { Gap } from './gap.ts'
import { configured, type NextApp } from './next-app.ts'
import type { Project } from './untraced-exports.ts'

/**
 * Returns the gaps if the build of an app has no source maps of its server code, which Turbopack writes
 * always and webpack if it is told to, and if it has maps that are served to everybody.
 */
export function checkSourceMaps(
  { root }: Project,
  { root: folder, bundler, config }: NextApp,
): Gap[] {
  const about = path.relative(root, config?.file ?? path.join(folder, 'next.config.ts'))
  const hasMaps = bundler === 'turbopack' || configured(config, 'serverSourceMaps') === true
  return [
    ...(hasMaps ? [] : [{ about, ...NO_MAPS }]),
    ...(configured(config, 'productionBrowserSourceMaps') === true ? [{ about, ...SERVED }] : []),
  ]
}

const NO_MAPS = {
  problem: 'webpack writes no source maps of the server, so that stacks name the built files',
  remedy: 'Set experimental: { serverSourceMaps: true }',
}

const SERVED = {
  problem: 'The source maps of the browser are served, so that everybody can read the sources',
  remedy:
    "Remove productionBrowserSourceMaps: hoptrace doesn't need it. Or delete .next/static/**/*.map after the build",
}
