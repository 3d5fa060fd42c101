import type { Command } from '../commands.ts'
import { periodMs } from '../period.ts'
import { QueryError } from '../query-error.ts'
import { readField, rowScope } from '../read-field.ts'
import { asText, text } from '../sql.ts'
import { addColumn, newColumn, show, type TranslationState } from '../translation-state.ts'

/** Applies `sessionize`: events of the same identity belong to one session until a gap. */
export function sessionize(
  state: TranslationState,
  { fields, gap, name, at }: Extract<Command, { kind: 'sessionize' }>,
): void {
  const ms = periodMs(gap)
  if (ms === undefined) throw new QueryError('maxspan takes a period up to days', { at: gap.at })
  const identity = fields.map((field) => asText(readField(state, field)))
  const time = rowScope(state).time(at)
  const begins = newColumn(state.shared)
  const window = `PARTITION BY ${identity} ORDER BY ${time}`
  const isNew = `CASE WHEN ${time} - lag(${time}) OVER (${window}) <= ${ms} THEN 0 ELSE 1 END`
  state.rows = `SELECT *, ${isNew} AS ${begins} FROM (${state.rows})`
  const count = `sum(${begins}) OVER (${window} ROWS UNBOUNDED PRECEDING)`
  addColumn(state, name, text(`concat_ws('-', ${identity}, CAST(${count} AS BIGINT))`))
  show(state, name)
}
