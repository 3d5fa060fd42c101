import type { Gap } from './gap.ts'
import { nextFoldersIn, readNextApp } from './next-app.ts'
import { checkErrorHook } from './next-errors.ts'
import { checkProxy } from './next-proxy.ts'
import { checkRoutes } from './next-routes.ts'
import { checkSourceMaps } from './next-source-maps.ts'
import type { Project } from './untraced-exports.ts'

const CHECKS = [checkRoutes, checkProxy, checkErrorHook, checkSourceMaps]

/** Returns what isn't traced in the Next.js apps of a project, one app after the other. */
export function nextGaps(project: Project): Gap[] {
  return nextFoldersIn(project.root).flatMap((folder) => {
    const app = readNextApp(folder, project.sources)
    return CHECKS.flatMap((check) => check(project, app))
  })
}
