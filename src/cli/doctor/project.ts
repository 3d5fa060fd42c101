import { NO_PARSER, openProject } from '../project/gaps.ts'
import { nextFoldersIn } from '../project/next-app.ts'
import { nextGaps } from '../project/next-gaps.ts'
import { loadYaml } from '../source/yaml.ts'
import { checkTemplate } from './check-template.ts'
import type { Finding } from './finding.ts'
import { checkHandlers } from './handlers.ts'
import { findTemplates } from './templates.ts'

/** What is wrong with a project. */
export interface CheckedProject {
  readonly findings: readonly Finding[]
  /** What could not be checked. */
  readonly notes: readonly string[]
}

/**
 * Checks the Next.js apps of a project, its deployment templates, and the handlers in them.
 * @returns `undefined` if there is neither an app nor a deployment
 */
export function checkProject(root: string): CheckedProject | undefined {
  const hasApp = nextFoldersIn(root).length > 0
  const { templates, missing } = findTemplates(root, loadYaml([root]))
  if (!hasApp && templates.length === 0 && missing.length === 0) return undefined
  const project = openProject(root)
  const handlers = templates.map((template) => checkHandlers(template, project))
  const isUnread = handlers.some(({ unread }) => unread > 0) || (hasApp && project === undefined)
  return {
    findings: [
      ...(project === undefined ? [] : nextGaps(project)),
      ...missing,
      ...templates.flatMap(checkTemplate),
      ...handlers.flatMap(({ findings }) => findings),
    ].map(({ about, problem, remedy }) => ({ about, problem, remedy })),
    notes: isUnread ? [`The sources are not checked. ${NO_PARSER}`] : [],
  }
}
