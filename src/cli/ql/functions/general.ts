import { QueryError } from '../query-error.ts'
import { asCondition, asText, boolean, json, number, quote, type Sql, text } from '../sql.ts'
import type { Expression } from '../syntax.ts'
import { type FunctionCall, type Functions, MAX_ARGUMENTS, ofTexts, ofValues } from './function.ts'

const MAX_BRANCHES = 10

/** Functions of any values, and of JSON. */
export const GENERAL: Functions = {
  ispresent: ofValues(([value]) => boolean(`(${value?.sql} IS NOT NULL)`), 1),
  coalesce: ofValues((values) => unite(values, (sqls) => `coalesce(${sqls})`), 1, MAX_ARGUMENTS),
  // Files have no data protection policy.
  unmask: ofValues(([value]) => value as Sql, 1),
  if: ofValues(branches, 3),
  case: ofValues(branches, 2, 2 * MAX_BRANCHES + 1),
  jsonparse: ofTexts((value) => json(parsed(value)), 1),
  jsonstringify: { arity: [1, 1], toSql: (call) => text(jsonOf(call)) },
  jsonarraysize: { arity: [1, 1], toSql: (call) => number(`ql_jsonarraysize(${jsonOf(call)})`) },
  jsonarraycontains: {
    arity: [2, 2],
    toSql(call) {
      const item = call.args[1] as Expression
      return number(`ql_jsonarraycontains(${jsonOf(call)}, ${asText(call.toSql(item))})`)
    },
  },
}

/** Returns SQL for a text if it is a JSON object or array. */
function parsed(value: string): string {
  const begin = `left(ltrim(${value}, ${quote(' \t\n\r')}), 1)`
  return `(CASE WHEN ${begin} IN ('{', '[') THEN ql_object(${value}) END)`
}

/** Returns SQL for the first argument as JSON: a map or a list, or else its text. */
function jsonOf({ args, scope, toSql }: FunctionCall): string {
  const value = args[0] as Expression
  const raw = value.kind === 'field' ? scope.json(value) : undefined
  if (raw !== undefined) return raw
  const sql = toSql(value)
  return sql.kind === 'json' ? sql.sql : asText(sql)
}

function branches(values: readonly Sql[]): Sql {
  const results = values.filter((_, index) => index % 2 === 1 || index === values.length - 1)
  if (results.length > MAX_BRANCHES + 1)
    throw new QueryError(`case takes at most ${MAX_BRANCHES} branches`)
  return unite(results, (sqls) => {
    const whens = values.flatMap((condition, index) => {
      const isCondition = index % 2 === 0 && index < values.length - 1
      return isCondition ? `WHEN ${asCondition(condition)} THEN ${sqls[index / 2]}` : []
    })
    const otherwise = values.length % 2 === 1 ? `ELSE ${sqls.at(-1)}` : ''
    return `(CASE ${whens.join(' ')} ${otherwise} END)`
  })
}

/** Combines values of one kind. Values of several kinds become texts, which may be numbers. */
function unite(values: readonly Sql[], toSql: (sqls: readonly string[]) => string): Sql {
  const [first] = values as readonly [Sql]
  if (values.every(({ kind }) => kind === first.kind)) {
    return { sql: toSql(values.map(({ sql }) => sql)), kind: first.kind }
  }
  return { sql: toSql(values.map(asText)), kind: 'value' }
}
