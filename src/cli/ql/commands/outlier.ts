import type { Outlier } from '../commands.ts'
import { readField } from '../read-field.ts'
import { asNumber, boolean, number } from '../sql.ts'
import { addColumn, newColumn, show, type TranslationState } from '../translation-state.ts'

/** Applies `outlier`: values that are far outside the middle half of all values. */
export function outlier(
  state: TranslationState,
  { fields, factor, lower, remove, mark }: Outlier,
): void {
  const tests = fields.map((field) => {
    const value = asNumber(readField(state, field))
    const name = newColumn(state.shared)
    const quarter = (share: number): string => `quantile_cont(${value}, ${share}) OVER ()`
    const columns = `${value} AS ${name}_v, ${quarter(0.25)} AS ${name}_q1, ${quarter(0.75)} AS ${name}_q3`
    state.rows = `SELECT *, ${columns} FROM (${state.rows})`
    const range = `${factor} * (${name}_q3 - ${name}_q1)`
    const [high, low] = [`(${name}_q3 + ${range})`, `(${name}_q1 - ${range})`]
    const isOut = `(${name}_v > ${high}${lower ? ` OR ${name}_v < ${low}` : ''})`
    if (!remove) {
      const bounded = lower ? `greatest(${name}_v, ${low})` : `${name}_v`
      addColumn(
        state,
        field.name,
        number(`CASE WHEN ${isOut} THEN least(${bounded}, ${high}) ELSE ${name}_v END`),
      )
    }
    return `coalesce(${isOut}, false)`
  })
  const any = tests.join(' OR ')
  if (mark) {
    addColumn(state, 'is_outlier', boolean(`(${any})`))
    show(state, 'is_outlier')
  }
  if (remove) state.rows = `SELECT * FROM (${state.rows}) WHERE NOT (${any})`
}
