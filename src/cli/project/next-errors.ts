import path from 'node:path'
import { addLine } from '../source/import-edit.ts'
import type { Module } from '../source/module.ts'
import { styleOf } from '../source/style.ts'
import { tracedCheck } from '../source/traced.ts'
import type { Gap } from './gap.ts'
import { newFile } from './new-file.ts'
import { conventionFile, type NextApp } from './next-app.ts'
import { unreadFile } from './unread-file.ts'
import { isIgnored, type Project } from './untraced-exports.ts'

const HOOKS = { entry: 'hoptrace/next', names: ['onRequestError', 'requestErrors'] }
const HOOK = 'onRequestError'

/** Returns the gap if errors of pages aren't written: `instrumentation.ts` doesn't export the hook. */
export function checkErrorHook(project: Project, app: NextApp): Gap[] {
  const file = conventionFile(app, ['instrumentation'])
  if (file === undefined) return [missingFile(project, app)]
  const module = project.sources.read(file)
  if (module === undefined) return [unreadFile(project, file)]
  if (isIgnored(module)) return []
  if (tracedCheck(project.sources, HOOKS).named(module, HOOK)) return []
  return [module.exports.has(HOOK) ? otherHook(project, module) : missingHook(project, module)]
}

function missingFile(project: Project, app: NextApp): Gap {
  return newFile(project, app, {
    name: 'instrumentation',
    problem: 'There is no instrumentation file, so that errors of pages are not written',
    imports: [],
    lines: (quote, end) => [`export { ${HOOK} } from ${quote}hoptrace/next${quote}${end}`],
  })
}

function missingHook({ root }: Project, module: Module): Gap {
  const { quote, end } = styleOf(module)
  const line = `export { ${HOOK} } from ${quote}hoptrace/next${quote}${end}`
  return {
    about: path.relative(root, module.file),
    problem: `The file doesn't export ${HOOK}, so that errors of pages are not written`,
    remedy: `Add ${line}`,
    change: { file: module.file, edits: [addLine(module, line)] },
  }
}

function otherHook({ root }: Project, module: Module): Gap {
  return {
    about: path.relative(root, module.file),
    problem: `${HOOK} is another tool's alone, so that errors of pages are not written`,
    remedy:
      'Call both in it: docs/nextjs.md of hoptrace shows how, under "Beside another tool\'s hook"',
  }
}
