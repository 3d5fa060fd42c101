import type { Node } from '@babel/types'

/** Calls `visit` with a node and all nodes in it, each with its ancestors at that time, the nearest last. */
export function walk(
  node: Node,
  visit: (node: Node, ancestors: readonly Node[]) => void,
  ancestors: Node[] = [],
): void {
  visit(node, ancestors)
  ancestors.push(node)
  for (const child of childrenOf(node)) walk(child, visit, ancestors)
  ancestors.pop()
}

/** Returns the first node within a node, itself included, that `matches`. */
export function find(
  node: Node,
  matches: (node: Node, parent: Node | undefined) => boolean,
  parent?: Node,
): Node | undefined {
  if (matches(node, parent)) return node
  for (const child of childrenOf(node)) {
    const found = find(child, matches, node)
    if (found !== undefined) return found
  }
  return undefined
}

function childrenOf(node: Node): Node[] {
  const children: Node[] = []
  for (const [key, value] of Object.entries(node)) {
    // Comments are nodes of other types, and no part of the program.
    if (key.endsWith('omments')) continue
    const values = Array.isArray(value) ? value : [value]
    for (const each of values) if (isNode(each)) children.push(each)
  }
  return children
}

function isNode(value: unknown): value is Node {
  if (typeof value !== 'object' || value === null) return false
  return 'type' in value && typeof value.type === 'string' && 'start' in value
}

/** Returns where a node begins and ends in its text. */
export function rangeOf(node: Node): [start: number, end: number] {
  return [node.start ?? 0, node.end ?? 0]
}

/** Whether an identifier stands for a variable, and isn't the name of a property or a member. */
export function isReference(node: Node, parent: Node | undefined): boolean {
  if (node.type !== 'Identifier' && node.type !== 'JSXIdentifier') return false
  if (parent === undefined) return true
  if (/^(Optional)?MemberExpression$/.test(parent.type)) {
    const { object, computed } = parent as { object?: Node; computed?: boolean }
    return object === node || computed === true
  }
  if (/^(Object|Class)(Property|Method)$/.test(parent.type)) {
    const { key, computed } = parent as { key?: Node; computed?: boolean }
    return key !== node || computed === true
  }
  return true
}
