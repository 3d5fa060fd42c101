import type { Node, Program, Statement, TSImportEqualsDeclaration } from '@babel/types'
import { nameOf } from './literal.ts'

/** What a local name is, in the module that it comes from. */
export interface Imported {
  readonly from: string
  /** The exported name, `default`, or `*` for the whole module. */
  readonly name: string
}

/** Returns the names that a module imports, also by `require`, each by its local name. */
export function readImports(program: Program): Map<string, Imported> {
  return new Map(program.body.flatMap(importedBy))
}

function importedBy(statement: Statement): [string, Imported][] {
  if (statement.type === 'ImportDeclaration') {
    const from = statement.source.value
    return statement.specifiers.map((specifier): [string, Imported] => {
      const { name } = specifier.local
      if (specifier.type === 'ImportSpecifier')
        return [name, { from, name: nameOf(specifier.imported) }]
      return [name, { from, name: specifier.type === 'ImportDefaultSpecifier' ? 'default' : '*' }]
    })
  }
  if (statement.type === 'TSImportEqualsDeclaration') return importedByEquals(statement)
  if (statement.type !== 'VariableDeclaration') return []
  return statement.declarations.flatMap(({ id, init }) => {
    const from = requiredBy(init)
    return from === undefined ? [] : requiredNames(id, from)
  })
}

/** `import middy = require('@middy/core')` */
function importedByEquals({
  id,
  moduleReference,
}: TSImportEqualsDeclaration): [string, Imported][] {
  if (moduleReference.type !== 'TSExternalModuleReference') return []
  return [[id.name, { from: moduleReference.expression.value, name: '*' }]]
}

function requiredNames(id: Node, from: string): [string, Imported][] {
  if (id.type === 'Identifier') return [[id.name, { from, name: '*' }]]
  if (id.type !== 'ObjectPattern') return []
  return id.properties.flatMap((property): [string, Imported][] =>
    property.type === 'ObjectProperty' && property.value.type === 'Identifier'
      ? [[property.value.name, { from, name: nameOf(property.key) }]]
      : [],
  )
}

/** Returns the module that `require(…)`, `require(…).default` or `await import(…)` loads. */
export function requiredBy(node: Node | null | undefined): string | undefined {
  if (node?.type === 'MemberExpression') return requiredBy(node.object)
  if (node?.type === 'AwaitExpression') return requiredBy(node.argument)
  if (node?.type === 'ImportExpression') return textOf(node.source)
  if (node?.type !== 'CallExpression') return undefined
  const isRequire = node.callee.type === 'Identifier' && node.callee.name === 'require'
  return isRequire || node.callee.type === 'Import' ? textOf(node.arguments[0]) : undefined
}

function textOf(node: Node | undefined): string | undefined {
  return node?.type === 'StringLiteral' ? node.value : undefined
}
