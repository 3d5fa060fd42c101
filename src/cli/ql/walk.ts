import type { Command, Expression, Field, Named, Query } from './syntax.ts'

/** An expression's own parts. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'binary':
      return [expression.left, expression.right]
    case 'not':
    case 'negative':
    case 'like':
    case 'in':
      return [expression.operand]
    case 'call':
      return expression.args === '*' ? [] : expression.args
    default:
      return []
  }
}

/** Each field that an expression reads. */
export function fieldsIn(expression: Expression): Field[] {
  return expression.kind === 'field' ? [expression] : partsOf(expression).flatMap(fieldsIn)
}

/** The expressions of a command to which it can give names. */
export function namedIn(command: Command): readonly Named[] {
  switch (command.kind) {
    case 'stats':
      return [...command.by, ...command.items]
    case 'fields':
    case 'display':
      return command.items
    default:
      return []
  }
}

/** All expressions of a command. */
export function expressionsIn(command: Command): readonly Expression[] {
  switch (command.kind) {
    case 'filter':
      return [command.condition]
    case 'sort':
      return command.keys.map(({ expression }) => expression)
    case 'dedup':
      return command.fields
    default:
      return namedIn(command).map(({ expression }) => expression)
  }
}

/** The fields of the log that a query reads, without the names that it gives itself. */
export function fieldsOf(query: Query): Field[] {
  const given = new Set(query.flatMap(namedIn).map(({ alias }) => alias))
  const fields = query.flatMap(expressionsIn).flatMap(fieldsIn)
  return fields.filter(({ name }) => !given.has(name))
}
