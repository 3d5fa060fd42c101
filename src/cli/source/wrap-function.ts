import type { Node } from '@babel/types'
import { type Edit, insert } from './edit.ts'
import { nameOf } from './literal.ts'
import type { Module } from './module.ts'
import { styleOf } from './style.ts'
import { type Site, tracedName } from './traced-names.ts'
import { find, isReference, rangeOf } from './walk.ts'

/** Wraps an exported function. Returns `undefined` for generators and overloads. */
export function wrapFunction(
  module: Module,
  { value, statement }: Site<'function'>,
  opening: string,
  name: string,
): Edit[] | undefined {
  if (value.generator || isOverloaded(module, value.id?.name)) return undefined
  const isDefault = name === 'default'
  const [start, end] = rangeOf(value)
  const { end: semicolon, newline } = styleOf(module)
  if (isUsedOutside(module, value)) {
    const inner = value.id?.name ?? ''
    const outer = tracedName(inner)
    const lines = isDefault
      ? [`export default ${opening}${inner})${semicolon}`]
      : [
          `const ${outer} = ${opening}${inner})${semicolon}`,
          `export { ${outer} as ${name} }${semicolon}`,
        ]
    const added = lines.map((line) => newline + line).join('')
    return [{ start: rangeOf(statement)[0], end: start, text: '' }, insert(end, newline + added)]
  }
  const head = isDefault ? insert(start, opening) : declaration(statement, start, name, opening)
  // Without it, the next line could be read as an argument.
  const isRisky = /^\s*[([`+\-/]/.test(module.code.slice(end))
  return [head, insert(end, `)${semicolon || (isRisky ? ';' : '')}`)]
}

function declaration(statement: Node, start: number, name: string, opening: string): Edit {
  return { start: rangeOf(statement)[0], end: start, text: `export const ${name} = ${opening}` }
}

function isOverloaded({ program }: Module, name: string | undefined): boolean {
  return program.body.some((statement) => {
    const declared = 'declaration' in statement ? statement.declaration : statement
    return declared?.type === 'TSDeclareFunction' && declared.id?.name === name
  })
}

/** Whether other code of the module names a function, which must then stay a declaration. */
function isUsedOutside(
  { program }: Module,
  declared: Extract<Node, { type: 'FunctionDeclaration' }>,
) {
  const { id } = declared
  if (!id) return false
  return (
    find(program, (node, parent) => {
      if (node === declared) return false
      return (
        isReference(node, parent) &&
        node !== id &&
        nameOf(node) === id.name &&
        !isWithin(node, declared)
      )
    }) !== undefined
  )
}

function isWithin(node: Node, outer: Node): boolean {
  const [start, end] = rangeOf(node)
  const [from, to] = rangeOf(outer)
  return start >= from && end <= to
}
