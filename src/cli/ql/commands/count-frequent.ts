import { summarize } from '../summarize.ts'
import type { Field } from '../syntax.ts'
import type { TranslationState } from '../translation-state.ts'

/** Applies `countFrequent`: counts each combination of values, the most frequent first. */
export function countFrequent(
  state: TranslationState,
  { fields, at }: { readonly fields: readonly Field[]; readonly at: number },
): void {
  const count = { kind: 'call', name: 'count', args: '*', at } as const
  summarize(state, {
    kind: 'stats',
    items: [{ expression: count, alias: '_approxcount', at }],
    by: fields.map((expression) => ({ expression, alias: undefined, at: expression.at })),
    offset: undefined,
  })
  state.ownOrder = `${state.named.get('_approxcount')?.sql} DESC`
}
