import type { InsightsQuery } from './query.ts'
import { isRecordField, type RecordField } from './record-field.ts'

/** A query as this folder writes it. The rest of an `InsightsQuery` is read from its text. */
type QueryDefinition = Pick<InsightsQuery, 'id' | 'title' | 'question' | 'reading' | 'text'> &
  Partial<Pick<InsightsQuery, 'parameters'>>

/** Completes a query with the fields and columns of its text. */
export function defineQuery(definition: QueryDefinition): InsightsQuery {
  const { text } = definition
  return { parameters: [], ...definition, fields: fieldsOf(text), columns: columnsOf(text) }
}

/** Comments, strings and patterns. Words in them aren't fields. */
const OPAQUE = /#.*|"[^"]*"|(?<=like )\/(?:\\.|[^/])+\//g

function fieldsOf(text: string): RecordField[] {
  const words: string[] = text.replace(OPAQUE, '').match(/@?[A-Za-z][\w.]*/g) ?? []
  return [...new Set(words.filter(isRecordField))]
}

/** Of `stats`, the names after `by`, then those after `as`. Else the list of `display` or `fields`. */
function columnsOf(text: string): string[] {
  const [, stats] = /^(\| stats .+)/ms.exec(text) ?? []
  if (stats === undefined) {
    const [, listed = ''] = /^\| display (.+)$/m.exec(text) ?? /^\| fields (.+)$/m.exec(text) ?? []
    return listed.split(', ')
  }
  const [, groups = ''] = /^ +by (.+)$/m.exec(stats) ?? []
  const totals = [...stats.matchAll(/ as (\w+)/g)].map(([, name = '']) => name)
  return [...groups.split(', '), ...totals]
}
