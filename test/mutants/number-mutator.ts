import type { Mutator } from './mutators.ts'

/** Changes numbers, which Stryker's own mutators leave: limits, depths, durations, indexes. */
export const numberMutator: Mutator = {
  name: 'NumericLiteral',
  *mutate(path) {
    if (!path.isNumericLiteral() || path.key === 'key') return
    const { value } = path.node
    const others = value === 0 || value === 1 ? [1 - value] : [value * 10, Math.floor(value / 10)]
    for (const other of others) yield { type: 'NumericLiteral', value: other }
  },
}
