import type { Command, Query } from '../commands.ts'
import { translateNamed } from '../named-columns.ts'
import { dedup, order } from '../ordering.ts'
import { prefilter } from '../prefilter.ts'
import { rowScope } from '../read-field.ts'
import { asCondition } from '../sql.ts'
import { summarize } from '../summarize.ts'
import type { Expression, Field } from '../syntax.ts'
import { translateExpression } from '../translate-expression.ts'
import type { TranslationState } from '../translation-state.ts'
import { appendCols, join } from './combine.ts'
import { countFrequent } from './count-frequent.ts'
import { fillMissing } from './fill-missing.ts'
import { lookup } from './lookup.ts'
import { outlier } from './outlier.ts'
import { jsonField, parseText } from './parse.ts'
import { diff, pattern } from './pattern.ts'
import { accum, addTotals, autoRegress, fillDown } from './running.ts'
import { selectFiles } from './select-files.ts'
import { sessionize } from './sessionize.ts'
import { unnest } from './unnest.ts'

/** What a command sees of the query around it. */
interface Context {
  readonly previous: Command | undefined
  readonly next: Command | undefined
  /** Applies the commands of a query within the query. */
  readonly applyAll: (query: Query) => TranslationState
  /** Returns a statement over the rows with the events that it reads. */
  readonly withLogs: (statement: string) => string
}

type Apply<Kind extends Command['kind']> = (
  state: TranslationState,
  command: Extract<Command, { kind: Kind }>,
  context: Context,
) => void

const APPLY: { readonly [Kind in Command['kind']]: Apply<Kind> } = {
  fields(state, { items }) {
    state.shown = [...new Set([...(state.shown ?? []), ...translateNamed(state, items)])]
  },
  display(state, { items }) {
    state.shown = [...new Set(translateNamed(state, items))]
  },
  filter: filterRows,
  stats: summarize,
  sort(state, { keys }) {
    state.order = order(state, keys)
  },
  limit(state, { count }) {
    state.limit = count
  },
  dedup(state, { fields }) {
    dedup(state, fields)
  },
  countfrequent: countFrequent,
  parse: parseText,
  json: jsonField,
  unnest,
  source: selectFiles,
  join: (state, command, { applyAll }) => join(state, command, applyAll),
  appendcols: appendCols,
  lookup,
  addtotals: addTotals,
  accum,
  autoregress: autoRegress,
  filldown: fillDown,
  fillmissing: fillMissing,
  outlier,
  sessionize,
  pattern(state, command, { next, withLogs }) {
    // `diff` compares the patterns itself.
    if (next?.kind !== 'diff') pattern(state, command.field, withLogs)
  },
  diff(state, command, { previous, withLogs }) {
    diff(state, command, previous?.kind === 'pattern' ? previous.field : undefined, withLogs)
  },
  unmask: () => undefined,
}

/** Applies a command to the rows. */
export function applyCommand<C extends Command>(
  state: TranslationState,
  command: C,
  context: Context,
): void {
  const apply = APPLY[command.kind] as (
    state: TranslationState,
    command: C,
    context: Context,
  ) => void
  apply(state, command, context)
}

function filterRows(state: TranslationState, { condition }: { condition: Expression }): void {
  addLineCondition(state, condition)
  const sql = asCondition(translateExpression(condition, rowScope(state)))
  state.rows = `SELECT * FROM (${state.rows}) WHERE ${sql}`
}

/** Adds the texts that a line must contain for a condition to hold. */
function addLineCondition(state: TranslationState, condition: Expression): void {
  const { summarized, named, log, joined } = state
  if (summarized || joined !== undefined) return
  const isLogField = ({ name }: Field): boolean => {
    const begins = [...named.keys()].some((known) => name === known || name.startsWith(`${known}.`))
    return !begins && !name.startsWith('@')
  }
  const required = prefilter(condition, isLogField)
  if (required !== undefined) log.lineConditions.push(required)
}
