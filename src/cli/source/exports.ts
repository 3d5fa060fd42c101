import type {
  ExportDefaultDeclaration,
  ExportNamedDeclaration,
  ExportSpecifier,
  Expression,
  FunctionDeclaration,
  Node,
  ObjectProperty,
  Program,
  Statement,
  VariableDeclaration,
} from '@babel/types'
import { nameOf } from './literal.ts'
import { namesIn } from './locals.ts'

/** The way in which a name is exported. `value` is what decides whether it is traced. */
export type ExportSite =
  /** `export const GET = value`, `export default value`, `module.exports = value` */
  | {
      readonly kind: 'value'
      readonly value: Expression
      /** Set for `module.exports = { handler }`. */
      readonly isShorthand?: boolean
    }
  /** `export function GET() {}` and `export default function () {}` */
  | {
      readonly kind: 'function'
      readonly value: FunctionDeclaration
      readonly statement: ExportNamedDeclaration | ExportDefaultDeclaration
    }
  /** `export const { GET, POST } = value` */
  | {
      readonly kind: 'pattern'
      readonly value: Expression
      /** All names that the statement exports. */
      readonly names: readonly string[]
      readonly statement: ExportNamedDeclaration
    }
  /** `export { handler as GET }` */
  | {
      readonly kind: 'local'
      readonly value: Node
      readonly specifier: ExportSpecifier
      readonly statement: ExportNamedDeclaration
    }
  /** `export { handler as GET } from './handler'` */
  | {
      readonly kind: 'foreign'
      readonly from: string
      readonly name: string
      readonly statement: ExportNamedDeclaration
    }

type Exports = [string, ExportSite][]

/** Returns what a module exports, also by `module.exports`. Types are left out. */
export function readExports(program: Program): Map<string, ExportSite> {
  return new Map(program.body.flatMap(exportedBy))
}

function exportedBy(statement: Statement): Exports {
  if (statement.type === 'ExportDefaultDeclaration') return defaultExport(statement)
  if (statement.type === 'ExpressionStatement') return commonJsExports(statement.expression)
  if (statement.type !== 'ExportNamedDeclaration' || statement.exportKind === 'type') return []
  const { declaration } = statement
  if (declaration?.type === 'VariableDeclaration') return variables(declaration, statement)
  if (declaration?.type === 'FunctionDeclaration' && declaration.id)
    return [[declaration.id.name, { kind: 'function', value: declaration, statement }]]
  return statement.specifiers.flatMap((specifier) =>
    specifier.type === 'ExportSpecifier' && specifier.exportKind !== 'type'
      ? [exportedName(specifier, statement)]
      : [],
  )
}

function exportedName(
  specifier: ExportSpecifier,
  statement: ExportNamedDeclaration,
): [string, ExportSite] {
  const name = nameOf(specifier.exported)
  const { local } = specifier
  if (statement.source == null) return [name, { kind: 'local', value: local, specifier, statement }]
  return [name, { kind: 'foreign', from: statement.source.value, name: nameOf(local), statement }]
}

function variables(declaration: VariableDeclaration, statement: ExportNamedDeclaration): Exports {
  const names = declaration.declarations.flatMap(({ id }) => namesIn(id))
  return declaration.declarations.flatMap(({ id, init }): Exports => {
    if (!init) return []
    if (id.type === 'Identifier') return [[id.name, { kind: 'value', value: init }]]
    return namesIn(id).map((name) => [name, { kind: 'pattern', value: init, names, statement }])
  })
}

function defaultExport(statement: ExportDefaultDeclaration): Exports {
  const { declaration } = statement
  if (declaration.type === 'FunctionDeclaration')
    return [['default', { kind: 'function', value: declaration, statement }]]
  const isType = /^(Class|TS)\w*Declaration$/.test(declaration.type)
  return isType ? [] : [['default', { kind: 'value', value: declaration as Expression }]]
}

function commonJsExports(expression: Expression): Exports {
  if (expression.type !== 'AssignmentExpression') return []
  const { left, right } = expression
  // `exports.main = exports.handler = value`
  return [...assignedExports(left, right), ...commonJsExports(right)]
}

function assignedExports(left: Node, right: Expression): Exports {
  if (left.type !== 'MemberExpression') return []
  const value: ExportSite = { kind: 'value', value: right }
  if (isModuleExports(left)) return [['default', value], ...membersOf(right)]
  const { object, property } = left
  return isIdentifier(object, 'exports') || isModuleExports(object)
    ? [[nameOf(property), value]]
    : []
}

function membersOf(value: Expression): Exports {
  if (value.type !== 'ObjectExpression') return []
  return value.properties.flatMap(
    (member): Exports =>
      member.type === 'ObjectProperty' ? [[nameOf(member.key), memberValue(member)]] : [],
  )
}

function memberValue({ value, shorthand }: ObjectProperty): ExportSite {
  return { kind: 'value', value: value as Expression, isShorthand: shorthand }
}

function isModuleExports(node: Node): boolean {
  return (
    node.type === 'MemberExpression' &&
    isIdentifier(node.object, 'module') &&
    isIdentifier(node.property, 'exports')
  )
}

function isIdentifier(node: Node, name: string): boolean {
  return node.type === 'Identifier' && node.name === name
}
