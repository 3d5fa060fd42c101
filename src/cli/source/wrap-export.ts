import type { Node } from '@babel/types'
import { type Edit, insert } from './edit.ts'
import type { ExportSite } from './exports.ts'
import { nameOf } from './literal.ts'
import type { Module } from './module.ts'
import { styleOf } from './style.ts'
import { find, isReference, rangeOf } from './walk.ts'

/** Returns the text before what a wrapper is called with: `withTracing(`. */
export type Opening = (name: string) => string

/**
 * Wraps exports of a module in place.
 * @returns `undefined` if that can't be done without a person: `export *`, overloads
 */
export function wrapExports(
  module: Module,
  names: readonly string[],
  opening: Opening,
): Edit[] | undefined {
  const groups = Map.groupBy(names, (name) => {
    const site = module.exports.get(name)
    return site !== undefined && 'statement' in site ? site.statement : site
  })
  const edits: Edit[] = []
  for (const group of groups.values()) {
    const edit = wrapGroup(module, group, opening)
    if (edit === undefined) return undefined
    edits.push(...edit)
  }
  return edits
}

function wrapGroup(module: Module, names: string[], opening: Opening): Edit[] | undefined {
  const [name = ''] = names
  const site = module.exports.get(name)
  switch (site?.kind) {
    case 'value':
      return wrapValue(site, opening(name), name)
    case 'function':
      return wrapFunction(module, site, opening(name), name)
    case 'pattern':
      return wrapPattern(module, site, names, opening)
    case 'local':
      return wrapSpecifiers(module, names, opening)
    case 'foreign':
      return wrapForeign(module, site, names, opening)
    default:
      return shadowExportAll(module, names, opening)
  }
}

/** Names that a module exports itself win over those of `export *`. */
function shadowExportAll(
  module: Module,
  names: readonly string[],
  opening: Opening,
): Edit[] | undefined {
  const statements = module.program.body.filter(({ type }) => type === 'ExportAllDeclaration')
  const [statement] = statements
  const [from] = module.exportsAllOf
  if (statement === undefined || from === undefined || statements.length > 1) return undefined
  const { quote, newline, end } = styleOf(module)
  const lines = [
    `import { ${names.join(', ')} } from ${quote}${from}${quote}${end}`,
    ...names.map((name) => constant(name, opening(name), name) + end),
    `export { ${names.map((name) => `${tracedName(name)} as ${name}`).join(', ')} }${end}`,
  ]
  return [insert(rangeOf(statement)[1], lines.map((line) => newline + line).join(''))]
}

type Site<Kind> = Extract<ExportSite, { kind: Kind }>

function wrapValue({ value, isShorthand }: Site<'value'>, opening: string, name: string): Edit[] {
  const [start, end] = rangeOf(value)
  return [insert(start, isShorthand ? `${name}: ${opening}` : opening), insert(end, ')')]
}

function wrapFunction(
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
    const outer = `traced${capitalized(inner)}`
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

function wrapPattern(
  module: Module,
  { statement, names: all }: Site<'pattern'>,
  names: readonly string[],
  opening: Opening,
): Edit[] {
  const [start, end] = rangeOf(statement)
  const inner = statement.declaration?.start ?? start
  const { newline, end: semicolon } = styleOf(module)
  const constants = names.map((name) => constant(name, opening(name), name) + semicolon)
  const list = all.map((name) => (names.includes(name) ? `${tracedName(name)} as ${name}` : name))
  const lines = [...constants, `export { ${list.join(', ')} }${semicolon}`]
  return [
    { start, end: inner, text: '' },
    insert(end, lines.map((line) => newline + line).join('')),
  ]
}

function wrapSpecifiers(module: Module, names: readonly string[], opening: Opening): Edit[] {
  const { newline, end: semicolon } = styleOf(module)
  const constants = new Map<string, string>()
  const edits = names.flatMap((name): Edit[] => {
    const site = module.exports.get(name)
    if (site?.kind !== 'local') return []
    const local = nameOf(site.specifier.local)
    constants.set(local, constant(local, opening(name === 'default' ? local : name), local))
    const [start, end] = rangeOf(site.specifier)
    return [{ start, end, text: `${tracedName(local)} as ${name}` }]
  })
  const lines = [...constants.values()].map((line) => line + semicolon)
  const statement = (module.exports.get(names[0] ?? '') as Site<'local'>).statement
  const [start] = rangeOf(statement)
  // A constant can't be read above its declaration.
  const isDeclaredBelow = [...constants.keys()].some(
    (local) => (module.locals.get(local)?.start ?? 0) > start,
  )
  if (!isDeclaredBelow)
    return [...edits, insert(start, lines.map((line) => line + newline).join(''))]
  const text = lines.join(newline) + newline
  const isClosed = module.code.endsWith('\n')
  return [
    ...edits,
    insert(module.code.length, isClosed ? newline + text : newline + newline + text),
  ]
}

function wrapForeign(
  module: Module,
  { statement, from }: Site<'foreign'>,
  names: readonly string[],
  opening: Opening,
): Edit[] {
  const { quote, newline, end: semicolon } = styleOf(module)
  const [start, end] = rangeOf(statement)
  const all = [...module.exports].filter(
    ([, site]) => site.kind === 'foreign' && site.statement === statement,
  ) as [string, Site<'foreign'>][]
  const wrapped = all.filter(([name]) => names.includes(name))
  const others = all.filter(([name]) => !names.includes(name))
  const source = `from ${quote}${from}${quote}${semicolon}`
  const importList = wrapped.map(([name, site]) => renamed(site.name, localOf(name), 'as'))
  const exportList = wrapped.filter(([name]) => name !== 'default')
  const lines = [
    `import { ${importList.join(', ')} } ${source}`,
    ...(others.length === 0
      ? []
      : [
          `export { ${others.map(([name, site]) => renamed(site.name, name, 'as')).join(', ')} } ${source}`,
        ]),
    '',
    ...wrapped.map(([name]) =>
      name === 'default'
        ? `export default ${opening(name)}${localOf(name)})${semicolon}`
        : constant(name, opening(name), localOf(name)) + semicolon,
    ),
    ...(exportList.length === 0
      ? []
      : [
          `export { ${exportList.map(([name]) => `${tracedName(name)} as ${name}`).join(', ')} }${semicolon}`,
        ]),
  ]
  return [{ start, end, text: lines.join(newline) }]
}

function constant(name: string, opening: string, value: string): string {
  return `const ${tracedName(name)} = ${opening}${value})`
}

function tracedName(name: string): string {
  return `traced${capitalized(name)}`
}

function localOf(name: string): string {
  return name === 'default' ? 'untraced' : name
}

function renamed(from: string, to: string, word: string): string {
  return from === to ? from : `${from} ${word} ${to}`
}

function capitalized(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`
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
