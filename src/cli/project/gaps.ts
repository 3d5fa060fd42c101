import { loadParser } from '../source/parser.ts'
import { createSources } from '../source/sources.ts'
import { loadYaml } from '../source/yaml.ts'
import type { Gap } from './gap.ts'
import { lambdaGaps } from './lambda-gaps.ts'
import { nextFoldersIn } from './next-app.ts'
import { nextGaps } from './next-gaps.ts'
import type { Project } from './untraced-exports.ts'

/** What the command line says if sources can't be read. */
export const NO_PARSER =
  'There is no @babel/parser, which reads sources: npm install --save-dev @babel/parser'

/** Opens a project. Returns `undefined` if there is no parser for its sources. */
export function openProject(root: string): Project | undefined {
  const parse = loadParser([root, ...nextFoldersIn(root)])
  return parse && { root, sources: createSources(parse) }
}

/** Returns everything that isn't traced in the sources of a project. */
export function allGaps(project: Project): Gap[] {
  return [...nextGaps(project), ...lambdaGaps(project, loadYaml([project.root]))]
}
