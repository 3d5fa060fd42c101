import type { Node, Program, Statement } from '@babel/types'
import { type Edit, insert } from './edit.ts'
import { exportKeyword } from './export-keyword.ts'
import { identifiersOf } from './identifiers.ts'
import type { Module } from './module.ts'
import { styleOf } from './style.ts'
import type { Site, Wrapping } from './traced-names.ts'
import { rangeOf } from './walk.ts'

/** Wraps an exported function. Returns `undefined` for generators and overloads. */
export function wrapFunction(
  module: Module,
  { value, statement }: Site<'function'>,
  name: string,
  { opening, traced }: Wrapping,
): Edit[] | undefined {
  if (value.generator || isOverloaded(module, value.id?.name)) return undefined
  const isDefault = name === 'default'
  const keyword = exportKeyword(module, statement)
  const [start, end] = rangeOf(value)
  const { end: semicolon, newline } = styleOf(module)
  if (isUsedOutside(module, value)) {
    const inner = value.id?.name ?? ''
    const outer = traced(inner)
    const lines = isDefault
      ? [`export default ${opening(name)}${inner})${semicolon}`]
      : [
          `const ${outer} = ${opening(name)}${inner})${semicolon}`,
          `export { ${outer} as ${name} }${semicolon}`,
        ]
    const added = lines.map((line) => newline + line).join('')
    return [{ ...keyword, text: '' }, insert(end, newline + added)]
  }
  const head = isDefault
    ? insert(start, opening(name))
    : { ...keyword, text: `export const ${name} = ${opening(name)}` }
  // Without it, the next line could be read as an argument.
  const isRisky = /^\s*[([`+\-/]/.test(module.code.slice(end))
  return [head, insert(end, `)${semicolon || (isRisky ? ';' : '')}`)]
}

const OVERLOADED = new WeakMap<Program, ReadonlySet<string>>()

function isOverloaded({ program }: Module, name: string | undefined): boolean {
  const names = OVERLOADED.get(program) ?? new Set(program.body.flatMap(overloadedBy))
  OVERLOADED.set(program, names)
  return name !== undefined && names.has(name)
}

function overloadedBy(statement: Statement): string[] {
  const declared = 'declaration' in statement ? statement.declaration : statement
  return declared?.type === 'TSDeclareFunction' && declared.id ? [declared.id.name] : []
}

/** Whether other code of the module names a function, which must then stay a declaration. */
function isUsedOutside(
  { program }: Module,
  declared: Extract<Node, { type: 'FunctionDeclaration' }>,
): boolean {
  const { id } = declared
  const found = id ? (identifiersOf(program).get(id.name) ?? []) : []
  return found.some(
    ({ node, isReference }) => isReference && node !== id && !isWithin(node, declared),
  )
}

function isWithin(node: Node, outer: Node): boolean {
  const [start, end] = rangeOf(node)
  const [from, to] = rangeOf(outer)
  return start >= from && end <= to
}
