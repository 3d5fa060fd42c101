import type { Node, Program } from '@babel/types'
import { isReference, walk } from './walk.ts'

/** An identifier in a program. */
interface Found {
  readonly node: Node
  /** Whether it stands for a variable. */
  readonly isReference: boolean
}

const KNOWN = new WeakMap<Program, ReadonlyMap<string, readonly Found[]>>()

/** Returns the identifiers of a program, by name. */
export function identifiersOf(program: Program): ReadonlyMap<string, readonly Found[]> {
  const known = KNOWN.get(program)
  if (known !== undefined) return known
  const identifiers = new Map<string, Found[]>()
  walk(program, (node, ancestors) => {
    if (node.type !== 'Identifier' && node.type !== 'JSXIdentifier') return
    const found = { node, isReference: isReference(node, ancestors.at(-1)) }
    const others = identifiers.get(node.name)
    if (others === undefined) identifiers.set(node.name, [found])
    else others.push(found)
  })
  KNOWN.set(program, identifiers)
  return identifiers
}
