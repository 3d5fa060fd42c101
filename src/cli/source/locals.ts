import type { Node, Program, Statement } from '@babel/types'

/** Returns what is declared at the top of a module, by name. */
export function readLocals(program: Program): Map<string, Node> {
  return new Map(program.body.flatMap(declaredBy))
}

function declaredBy(statement: Statement): [string, Node][] {
  const isExport =
    statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration'
  const declaration: Node | null | undefined = isExport ? statement.declaration : statement
  switch (declaration?.type) {
    case 'VariableDeclaration':
      return declaration.declarations.flatMap(({ id, init }) =>
        namesIn(id).map((name): [string, Node] => [name, init ?? id]),
      )
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      return declaration.id ? [[declaration.id.name, declaration]] : []
    default:
      return []
  }
}

/** Returns the names that a pattern declares. */
export function namesIn(pattern: Node): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name]
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        namesIn(property.type === 'RestElement' ? property.argument : property.value),
      )
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element ? namesIn(element) : []))
    case 'AssignmentPattern':
      return namesIn(pattern.left)
    default:
      return []
  }
}
