import { printExpression } from './print.ts'
import { translateInRows } from './read-field.ts'
import type { Sql } from './sql.ts'
import type { NamedExpression } from './syntax.ts'
import { addColumn, checkNewName, type TranslationState } from './translation-state.ts'

/** Translates expressions to columns. Returns the columns' names. */
export function translateNamed(
  state: TranslationState,
  items: readonly NamedExpression[],
): string[] {
  return items.map((item) => {
    const sql = translateInRows(state, item.expression)
    const name = nameOf(item)
    const isField = item.expression.kind === 'field' && item.expression.name === name
    if (!isField || sql.kind === 'json') define(state, name, sql, item)
    return name
  })
}

/** Returns the name of an expression's column: its alias, or its text as typed. */
export function nameOf({ alias, expression, text }: NamedExpression): string {
  if (alias !== undefined) return alias
  const isPlain = expression.kind === 'field' && !text?.includes('[')
  return isPlain ? expression.name : (text ?? printExpression(expression))
}

function define(state: TranslationState, name: string, sql: Sql, item: NamedExpression): void {
  if (item.alias === undefined && state.named.has(name)) return
  if (item.alias !== undefined) checkNewName(state, name, item.at)
  addColumn(state, name, sql)
  if (item.alias === undefined && item.expression.kind !== 'field') {
    state.named.set(printExpression(item.expression), state.named.get(name) as Sql)
  }
}
