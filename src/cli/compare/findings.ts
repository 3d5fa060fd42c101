import type { Cell, Member } from './cell.ts'
import { countEverything } from './count-cells.ts'
import { dispersionOf, rowsOf } from './dispersion.ts'
import type { Outcome } from './outcome.ts'
import { type Requests, rowsThat, type ServiceRequests, selectRows } from './requests.ts'
import type { Score } from './score.ts'
import { scoreAll } from './score-all.ts'
import { chanceOf } from './statistics.ts'

/** What sets odd requests apart from the rest. */
export interface Finding {
  /** The service whose requests are looked at. Empty: their records name none. */
  readonly service: string
  readonly outcome: Outcome
  /** The values that the odd requests have in common. None: all requests of the service are affected. */
  readonly members: readonly Member[]
  /** The odd requests that have the values. */
  readonly odd: number
  /** How many of them were expected, from before. */
  readonly expected: number
  /** All requests that have the values. */
  readonly requests: number
  /** The share of all odd requests that have the values. */
  readonly shareOfOdd: number
  /** The share of the other requests that have the values. */
  readonly shareOfRest: number
  /** The probability that chance makes one as large anywhere among all that was looked at. */
  readonly chance: number
  /** How far the odd requests are from what was expected, in units of chance. */
  readonly g: number
}

/** What was found, and how much was looked at. */
export interface Findings {
  readonly findings: readonly Finding[]
  /** How many combinations of values and outcomes were tested. */
  readonly tests: number
}

const MAX_FINDINGS = 3
const MAX_CANDIDATES = 60
/** A finding that chance makes more often is none. */
export const MAX_CHANCE = 0.01

/**
 * Finds values, and pairs of values, that odd requests have in common: the strongest first. Each service is
 * looked at alone: a trace has endings of several services, which know different things of it.
 */
export function findDifferences(services: readonly ServiceRequests[]): Findings {
  const first = services.map((one) => ({ ...one, ...scoreAll(one.requests) }))
  const tests = first.reduce((sum, { tested }) => sum + tested, 0)
  const findings = first.flatMap(({ service, requests, scores }) =>
    findIn(requests, scores, tests).map((found) => toFinding(service, requests, found)),
  )
  return {
    findings: findings.sort((a, b) => b.g - a.g).slice(0, MAX_FINDINGS),
    tests,
  }
}

/** Finds what is strongest, then what is strongest in the rest. */
function findIn(all: Requests, first: readonly Score[], tests: number): Significant[] {
  const findings: Significant[] = []
  let [requests, scores] = [all, first]
  for (;;) {
    const found = strongest(requests, scores, tests)
    if (found === undefined) return findings
    findings.push(found)
    if (findings.length === MAX_FINDINGS || found.score.cell.members.length === 0) return findings
    const isIn = rowsOf(requests, found.score.cell)
    requests = selectRows(
      requests,
      rowsThat(requests.count, (row) => !isIn(row)),
    )
    scores = scoreAll(requests).scores
  }
}

interface Significant {
  readonly score: Score
  readonly chance: number
}

function strongest(
  requests: Requests,
  scores: readonly Score[],
  tests: number,
): Significant | undefined {
  const ranked = scores.toSorted((a, b) => b.rank - a.rank).slice(0, MAX_CANDIDATES)
  for (const score of ranked) {
    // The dispersion is at least 1.
    if (chanceOf(score.g) * tests >= MAX_CHANCE) continue
    // Not the order, but whether it counts at all, depends on how much it varied before.
    const chance = Math.min(
      chanceOf(score.g / dispersionOf(requests, score.cell, score.kind)) * tests,
      1,
    )
    if (chance < MAX_CHANCE) return { score, chance }
  }
  return undefined
}

function toFinding(service: string, requests: Requests, found: Significant): Finding {
  return describeCell(found.score, found.chance, {
    service,
    outcomes: requests.outcomes,
    all: countEverything(requests),
  })
}

interface CellContext {
  readonly service: string
  readonly outcomes: readonly Outcome[]
  /** All requests of the service. */
  readonly all: Cell
}

/** Returns a score as a finding, beside all requests of its service. */
export function describeCell(
  { cell, kind, odd, expected, g }: Score,
  chance: number,
  { service, outcomes, all }: CellContext,
): Finding {
  const allOdd = all.after.odd[kind] ?? 0
  const rest = cell.after.requests - odd
  return {
    service,
    outcome: outcomes[kind] ?? 'slow',
    members: cell.members,
    odd,
    expected,
    requests: cell.after.requests,
    shareOfOdd: odd / Math.max(allOdd, 1),
    shareOfRest: rest / Math.max(all.after.requests - allOdd, 1),
    chance,
    g,
  }
}
