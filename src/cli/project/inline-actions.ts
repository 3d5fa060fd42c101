import path from 'node:path'
import type { Node } from '@babel/types'
import { tracedCheck } from '../source/traced.ts'
import { find } from '../source/walk.ts'
import type { Gap } from './gap.ts'
import { ACTION } from './next-surfaces.ts'
import { isIgnored, type Project } from './untraced-exports.ts'

/**
 * Returns the gap if a file has server actions within other code. They can't be wrapped where they are:
 * Next.js gives the browser what has the directive, not the wrapper.
 */
export function checkInlineActions({ root, sources }: Project, file: string): Gap[] {
  const module = sources.read(file)
  if (module === undefined || isIgnored(module)) return []
  const { entry, wrapper, others } = ACTION
  const { part } = tracedCheck(sources, { entry, names: [wrapper, ...others] })
  const untraced = find(module.program, (node) => isAction(node) && !part(module, node))
  if (untraced === undefined) return []
  return [
    {
      about: path.relative(root, file),
      problem: `The server action in line ${untraced.loc?.start.line} is not traced`,
      remedy: `Move it to a file that begins with 'use server', and wrap it in ${wrapper}() there`,
    },
  ]
}

function isAction(node: Node): boolean {
  if (!/Function|ObjectMethod/.test(node.type)) return false
  const { body } = node as { body?: Node }
  return (
    body?.type === 'BlockStatement' &&
    body.directives.some(({ value }) => value.value === 'use server')
  )
}
