import { type Edit, insert } from './edit.ts'
import type { Module } from './module.ts'
import { styleOf } from './style.ts'
import { constant, type Opening, type Site, tracedName } from './traced-names.ts'
import { rangeOf } from './walk.ts'

/** Wraps exports of another module: `export { GET } from './get'`. */
export function wrapForeign(
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

/** Names that a module exports itself win over those of `export *`. */
export function shadowExportAll(
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

function localOf(name: string): string {
  return name === 'default' ? 'untraced' : name
}

function renamed(from: string, to: string, word: string): string {
  return from === to ? from : `${from} ${word} ${to}`
}
