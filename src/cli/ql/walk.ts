import type { Command, Query } from './commands.ts'
import type { Expression, Field, NamedExpression } from './syntax.ts'

/** Returns the operands or arguments of an expression. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'binary':
      return [expression.left, expression.right]
    case 'not':
    case 'negative':
    case 'like':
    case 'in':
    case 'in-query':
      return [expression.operand]
    case 'call':
      return expression.args === '*' ? [] : expression.args
    default:
      return []
  }
}

/** Returns an expression and all expressions within it, in the order of the text. */
export function withParts(expression: Expression): Expression[] {
  const all: Expression[] = []
  const rest = [expression]
  // No recursion: it would copy the parts of a long chain of operators once for each of them.
  for (let one = rest.pop(); one !== undefined; one = rest.pop()) {
    all.push(one)
    rest.push(...partsOf(one).toReversed())
  }
  return all
}

/** Returns the fields that an expression reads. */
export function fieldsIn(expression: Expression): Field[] {
  return withParts(expression).filter(({ kind }) => kind === 'field') as Field[]
}

/** Returns the expressions of a command that can have names. */
export function namedIn(command: Command): readonly NamedExpression[] {
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

/** Returns all expressions of a command. */
export function expressionsIn(command: Command): readonly Expression[] {
  switch (command.kind) {
    case 'filter':
      return [command.condition]
    case 'sort':
      return command.keys.map(({ expression }) => expression)
    case 'dedup':
    case 'countfrequent':
    case 'addtotals':
    case 'outlier':
    case 'sessionize':
      return command.fields
    case 'accum':
    case 'autoregress':
    case 'unnest':
    case 'pattern':
    case 'json':
      return [command.field]
    case 'parse':
      return command.field === undefined ? [] : [command.field]
    case 'lookup':
      return command.matches.map(({ field }) => field)
    default:
      return namedIn(command).map(({ expression }) => expression)
  }
}

/** Returns the fields of the log that a query reads, without the names that it gives itself. */
export function fieldsOf(query: Query): Field[] {
  const aliases = new Set(query.flatMap(namedIn).map(({ alias }) => alias))
  const fields = query.flatMap(expressionsIn).flatMap(fieldsIn)
  return fields.filter(({ name }) => !aliases.has(name))
}
