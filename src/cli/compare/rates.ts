import { OUTCOMES, type Outcome } from './outcome.ts'

/** The requests that do the same: an action, cold or warm. */
export interface Stratum {
  readonly isCold: boolean
  /** Requests of before, and how many of them were odd by each outcome. */
  readonly before: number
  readonly oddBefore: readonly number[]
  /** All requests. */
  readonly all: number
  readonly oddOfAll: readonly number[]
}

const MIN_HISTORY = 30

/**
 * Returns the share of odd requests by stratum. A stratum with little history has the share of all that
 * start as warm or cold. If nothing was before, it is the share of all odd requests. Half an odd request
 * is added: what never happened before is not impossible.
 */
export function ratesOf(strata: readonly Stratum[], outcomes: readonly Outcome[]): Float64Array[] {
  const hasBefore = strata.some(({ before }) => before > 0)
  const shareOf = (some: readonly Stratum[]): Float64Array => {
    const sum = (read: (one: Stratum) => number): number => {
      return some.reduce((total, one) => total + read(one), 0)
    }
    const requests = sum(({ before, all }) => (hasBefore ? before : all))
    return Float64Array.from(outcomes, (_, kind) => {
      const odd = sum(({ oddBefore, oddOfAll }) => (hasBefore ? oddBefore : oddOfAll)[kind] ?? 0)
      return (odd + 0.5) / (requests + 1)
    })
  }
  const all = shareOf(strata)
  if (!hasBefore) return strata.map(() => all)
  const [warm = all, cold = all] = [false, true].map((one) =>
    shareOf(strata.filter(({ isCold }) => isCold === one)),
  )
  return strata.map((one) => {
    if (one.before >= MIN_HISTORY) return shareOf([one])
    return one.isCold ? cold : warm
  })
}

/** SQL for the strata, largest first: a number, one of its service, and the columns of `readStratum`. */
export const STRATA_SQL: string = `SELECT stratum AS name, (row_number() OVER (ORDER BY count(*) DESC, stratum)) - 1 AS stratum,
  dense_rank() OVER (ORDER BY coalesce(any_value("service"), '')) - 1 AS service, coalesce(any_value(cold), false)::INTEGER AS cold,
  count(*) FILTER (period = 0) AS before, ${sumsSql(' AND period = 0', 'odd')}, count(*) AS requests, ${sumsSql('', 'all')}
  FROM requests GROUP BY stratum QUALIFY row_number() OVER (ORDER BY count(*) DESC, stratum) <= 60000`

/** Returns a stratum of a row of `STRATA_SQL`, without its names. */
export function readStratum([cold = 0, before = 0, ...rest]: readonly number[]): Stratum {
  const kinds = OUTCOMES.length
  return {
    isCold: cold === 1,
    before,
    oddBefore: rest.slice(0, kinds),
    all: rest[kinds] ?? 0,
    oddOfAll: rest.slice(kinds + 1),
  }
}

function sumsSql(condition: string, name: string): string {
  return OUTCOMES.map((_, kind) => {
    return `count(*) FILTER ((odd >> ${kind}) & 1 = 1${condition}) AS ${name}${kind}`
  }).join(', ')
}
