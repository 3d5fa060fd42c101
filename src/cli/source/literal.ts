import type { Node } from '@babel/types'

/**
 * Returns the value of an expression of literals: strings, numbers, booleans, `null`, arrays and
 * objects. Anything else in it is `undefined`, and spread members are left out.
 */
export function literalOf(node: Node | null | undefined): unknown {
  switch (node?.type) {
    case 'StringLiteral':
    case 'NumericLiteral':
    case 'BooleanLiteral':
      return node.value
    case 'NullLiteral':
      return null
    case 'TemplateLiteral':
      return node.expressions.length === 0 ? node.quasis[0]?.value.cooked : undefined
    case 'ArrayExpression':
      return node.elements.map(literalOf)
    case 'ObjectExpression':
      return Object.fromEntries(
        node.properties.flatMap((property) =>
          property.type === 'ObjectProperty'
            ? [[nameOf(property.key), literalOf(property.value)]]
            : [],
        ),
      )
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'ParenthesizedExpression':
      return literalOf(node.expression)
    default:
      return undefined
  }
}

/** Returns the name that a key, or the exported side of a specifier, has. */
export function nameOf(node: Node): string {
  if (node.type === 'Identifier') return node.name
  return node.type === 'StringLiteral' ? node.value : ''
}
