import { type Edit, insert } from './edit.ts'
import { exportKeyword } from './export-keyword.ts'
import { nameOf } from './literal.ts'
import type { Module } from './module.ts'
import { styleOf } from './style.ts'
import { constant, freeNames, type Opening, type Site, type Wrapping } from './traced-names.ts'
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
  // What is inserted behind a value comes before what is inserted behind its statement.
  const isValue = (name: string): boolean => module.exports.get(name)?.kind === 'value'
  const ordered = names.toSorted((a, b) => Number(isValue(b)) - Number(isValue(a)))
  const groups = Map.groupBy(ordered, (name) => {
    const site = module.exports.get(name)
    // One constant is exported under all names of a value.
    if (site?.kind === 'local') return site.kind
    return site !== undefined && 'statement' in site ? site.statement : site
  })
  const edits: Edit[] = []
  const tracedNames = freeNames(module)
  for (const group of groups.values()) {
    const edit = wrapGroup(module, group, { opening, traced: tracedNames() })
    if (edit === undefined) return undefined
    edits.push(...edit)
  }
  return edits
}

function wrapGroup(module: Module, names: string[], wrapping: Wrapping): Edit[] | undefined {
  const [name = ''] = names
  const site = module.exports.get(name)
  switch (site?.kind) {
    case 'value':
      return wrapValue(site, wrapping.opening(name), name)
    case 'function':
      return wrapFunction(module, site, name, wrapping)
    case 'pattern':
      return wrapPattern(module, site, names, wrapping)
    case 'local':
      return wrapSpecifiers(module, names, wrapping)
    case 'foreign':
      return wrapForeign(module, site, names, wrapping)
    default:
      return shadowExportAll(module, names, wrapping)
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
  { opening, traced }: Wrapping,
): Edit[] {
  const [, end] = rangeOf(statement)
  const { newline, end: semicolon } = styleOf(module)
  const constants = names.map((name) => constant(traced(name), opening(name), name) + semicolon)
  const list = all.map((name) => (names.includes(name) ? `${traced(name)} as ${name}` : name))
  const lines = [...constants, `export { ${list.join(', ')} }${semicolon}`]
  return [
    { ...exportKeyword(module, statement), text: '' },
    insert(end, lines.map((line) => newline + line).join('')),
  ]
}

function wrapSpecifiers(
  module: Module,
  names: readonly string[],
  { opening, traced }: Wrapping,
): Edit[] {
  const { newline, end: semicolon } = styleOf(module)
  const constants = new Map<string, string>()
  const edits = names.flatMap((name): Edit[] => {
    const site = module.exports.get(name)
    if (site?.kind !== 'local') return []
    const local = nameOf(site.specifier.local)
    const call = opening(name === 'default' ? local : name)
    constants.set(local, constant(traced(local), call, local))
    const [start, end] = rangeOf(site.specifier)
    return [{ start, end, text: `${traced(local)} as ${name}` }]
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
