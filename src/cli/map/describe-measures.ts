import type { Change, MapEdge, MapNode, Measures } from './service-map.ts'

const SECOND_MS = 1000

/** Describes measures in a few words: `4.2/min, 9.1 % errors, p95 2.37 s`. */
function describeMeasures({ count, perMinute, errorPct, p95Ms }: Measures): string {
  const amount = perMinute === undefined ? `${count} in all` : `${digits(perMinute)}/min`
  const errors = errorPct > 0 ? [`${digits(errorPct)} % errors`] : []
  const slowest = p95Ms === undefined ? [] : [`p95 ${describeMs(p95Ms)}`]
  return [amount, ...errors, ...slowest].join(', ')
}

/** Describes what differs from the other period; an empty text if nothing does. */
export function describeChange({ change, before }: Pick<MapNode, 'change' | 'before'>): string {
  if (change === undefined) return ''
  if (change === 'slower' && before?.p95Ms !== undefined) {
    return `${change}: p95 was ${describeMs(before.p95Ms)}`
  }
  return change
}

/** Returns what stands below a name: measures, and what differs. */
export function describeAll(one: MapNode | MapEdge): string {
  return describeParts(one).join(', ')
}

/** Returns the measures, and what differs, as far as there are any. */
export function describeParts(one: MapNode | MapEdge): string[] {
  const measures: Measures | undefined = 'calls' in one ? one.calls : one.requests
  const isGone: boolean = one.change === ('gone' satisfies Change)
  const own = measures === undefined || isGone ? [] : [describeMeasures(measures)]
  return [...own, describeChange(one)].filter((text) => text !== '')
}

/** Returns a duration: `12.3 ms`, `2.37 s`. */
export function describeMs(ms: number): string {
  return ms < SECOND_MS ? `${digits(ms)} ms` : `${digits(ms / SECOND_MS)} s`
}

/** Rounds a number to three digits. */
export function digits(value: number): string {
  return String(Number(value.toPrecision(3)))
}
