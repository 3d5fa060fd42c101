import { type Edit, insert } from './edit.ts'
import { nameOf } from './literal.ts'
import type { Module } from './module.ts'
import { styleOf } from './style.ts'
import { constant, type Opening, type Site, tracedName } from './traced-names.ts'
import { rangeOf } from './walk.ts'
import { wrapFunction } from './wrap-function.ts'
import { shadowExportAll, wrapForeign } from './wrap-re-export.ts'

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

function wrapValue({ value, isShorthand }: Site<'value'>, opening: string, name: string): Edit[] {
  const [start, end] = rangeOf(value)
  return [insert(start, isShorthand ? `${name}: ${opening}` : opening), insert(end, ')')]
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
