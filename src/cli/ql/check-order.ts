import type { Command } from './commands.ts'
import { QueryError } from './query-error.ts'
import type { TranslationState } from './translation-state.ts'

/** Commands that may follow `limit`, which then applies to their result. */
const AFTER_LIMIT: readonly Command['kind'][] = ['fields', 'display', 'sort', 'unmask']

/** Commands whose rows have another order. */
const BEFORE_SORT: readonly Command['kind'][] = ['stats', 'pattern', 'diff', 'countfrequent']

/** Refuses a command that can't follow the previous ones. */
export function checkOrder(state: TranslationState, { kind, at }: Command): void {
  const { order, limit, deduplicated, joined } = state
  if (kind === 'limit') {
    if (limit !== undefined) throw new QueryError('There is a limit already', { at })
    return
  }
  if (deduplicated) throw new QueryError('Only limit may follow dedup', { at })
  if (limit !== undefined && !AFTER_LIMIT.includes(kind)) {
    throw new QueryError(`${kind} must precede limit`, { at })
  }
  if (order !== undefined && BEFORE_SORT.includes(kind)) {
    throw new QueryError(`sort must follow ${kind}`, { at })
  }
  if (kind === 'sort' && order !== undefined) {
    throw new QueryError('Use one sort with all keys: sort a desc, b asc', { at })
  }
  if (kind === 'join' && joined !== undefined) throw new QueryError('A query has one join', { at })
}
