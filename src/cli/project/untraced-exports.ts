import path from 'node:path'
import { importName } from '../source/import-edit.ts'
import type { Module } from '../source/module.ts'
import type { Sources } from '../source/sources.ts'
import { styleOf } from '../source/style.ts'
import { tracedCheck } from '../source/traced.ts'
import { wrapExports } from '../source/wrap-export.ts'
import type { Gap } from './gap.ts'

/** How the exports of a kind of files are traced. */
export interface Surface {
  readonly entry: string
  /** The wrapper that is added. */
  readonly wrapper: string
  /** What else of the entry traces such an export. */
  readonly others: readonly string[]
  /** What an export is called: `The route`. */
  readonly what: string
  /** Returns the text that the wrapper gets before the export. */
  readonly actionOf?: (name: string, module: Module) => string
}

/** What a project is read with. */
export interface Project {
  /** Paths in findings are relative to it. */
  readonly root: string
  readonly sources: Sources
}

/** Returns a gap if some of these exports of a file don't lead to a wrapper. */
export function untracedExports(
  { root, sources }: Project,
  surface: Surface,
  module: Module,
  names: readonly string[],
): Gap[] {
  const { entry, wrapper, others, what, actionOf } = surface
  if (isIgnored(module)) return []
  const isTraced = tracedCheck(sources, { entry, names: [wrapper, ...others] }).named
  const untraced = names.filter((name) => !isTraced(module, name))
  if (untraced.length === 0) return []
  const imported = importName(module, wrapper, entry)
  const { quote } = styleOf(module)
  const edits = wrapExports(module, untraced, (name) =>
    actionOf === undefined
      ? `${imported.name}(`
      : `${imported.name}(${quote}${actionOf(name, module)}${quote}, `,
  )
  const list = untraced.filter((name) => name !== 'default').join(', ')
  return [
    {
      about: path.relative(root, module.file),
      problem: `${what} is not traced${list === '' ? '' : `: ${list}`}`,
      remedy: `Wrap ${untraced.length === 1 ? 'it' : 'each'} in ${wrapper}() of ${entry}`,
      ...(edits && { change: { file: module.file, edits: [...imported.edits, ...edits] } }),
    },
  ]
}

/** Whether a comment says that a file is left untraced on purpose. */
export function isIgnored({ comments }: Module): boolean {
  return comments.some((comment) => comment.startsWith('hoptrace-ignore'))
}
