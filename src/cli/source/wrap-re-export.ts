import type { ExportNamedDeclaration } from '@babel/types'
import { type Edit, insert } from './edit.ts'
import { nameOf } from './literal.ts'
import type { Module } from './module.ts'
import { styleOf } from './style.ts'
import { constant, type Site, type Wrapping } from './traced-names.ts'
import { rangeOf } from './walk.ts'

/** Wraps exports of another module: `export { GET } from './get'`. */
export function wrapForeign(
  module: Module,
  { statement }: Site<'foreign'>,
  names: readonly string[],
  { opening, traced }: Wrapping,
): Edit[] {
  const { code, exports } = module
  const { newline, end: semicolon } = styleOf(module)
  const [start, end] = rangeOf(statement)
  const others = statement.specifiers.filter((specifier) => !isWrapped(specifier, names))
  const otherList = others.map((specifier) => code.slice(...rangeOf(specifier)))
  const importList = names.map((name) => {
    const site = exports.get(name)
    return renamed(site?.kind === 'foreign' ? site.name : name, localOf(name, module), 'as')
  })
  const exportList = names.filter((name) => name !== 'default')
  // With attributes, such as `with { type: 'json' }`.
  const [sourceStart] = statement.source ? rangeOf(statement.source) : [end]
  const source = `from ${code.slice(sourceStart, end).replace(/;$/, '')}${semicolon}`
  const lines = [
    `import { ${importList.join(', ')} } ${source}`,
    ...(others.length === 0 ? [] : [`export { ${otherList.join(', ')} } ${source}`]),
    '',
    ...names.map((name) =>
      name === 'default'
        ? `export default ${opening(name)}${localOf(name, module)})${semicolon}`
        : constant(traced(name), opening(name), localOf(name, module)) + semicolon,
    ),
    ...(exportList.length === 0
      ? []
      : [
          `export { ${exportList.map((name) => `${traced(name)} as ${name}`).join(', ')} }${semicolon}`,
        ]),
  ]
  return [{ start, end, text: lines.join(newline) }]
}

function isWrapped(
  specifier: ExportNamedDeclaration['specifiers'][number],
  names: readonly string[],
): boolean {
  const isType = specifier.type === 'ExportSpecifier' && specifier.exportKind === 'type'
  return !isType && names.includes(nameOf(specifier.exported))
}

/** Names that a module exports itself win over those of `export *`. */
export function shadowExportAll(
  module: Module,
  names: readonly string[],
  { opening, traced }: Wrapping,
): Edit[] | undefined {
  const statements = module.program.body.filter(({ type }) => type === 'ExportAllDeclaration')
  const [statement] = statements
  const [from] = module.exportsAllOf
  if (statement === undefined || from === undefined || statements.length > 1) return undefined
  const { quote, newline, end } = styleOf(module)
  const lines = [
    `import { ${names.join(', ')} } from ${quote}${from}${quote}${end}`,
    ...names.map((name) => constant(traced(name), opening(name), name) + end),
    `export { ${names.map((name) => `${traced(name)} as ${name}`).join(', ')} }${end}`,
  ]
  return [insert(rangeOf(statement)[1], lines.map((line) => newline + line).join(''))]
}

/** The name that an export of another module gets here. */
function localOf(name: string, { locals, imports }: Module): string {
  const local = name === 'default' ? 'untraced' : name
  return locals.has(local) || imports.has(local) ? `untraced${local}` : local
}

function renamed(from: string, to: string, word: string): string {
  return from === to ? from : `${from} ${word} ${to}`
}
