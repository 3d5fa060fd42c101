import type { Cell } from '../cell.ts'
import { CellScorer } from '../cell-scorer.ts'
import { describeCell, type Finding, MAX_CHANCE } from '../findings.ts'
import type { Outcome } from '../outcome.ts'
import { ratesOf } from '../rates.ts'
import { type Score, scoreCell } from '../score.ts'
import { chanceOf } from '../statistics.ts'
import type { TimelinePoint } from '../timeline.ts'
import {
  type CountContext,
  type CountRow,
  countPairRows,
  countSingleRows,
  type Pair,
} from './group-cells.ts'
import { type Candidate, readSeries } from './group-series.ts'
import { cellsOf, strataOf } from './group-strata.ts'

/** What was found in log groups. */
export interface GroupFindings {
  readonly findings: readonly Finding[]
  /** The requests of the first finding. */
  readonly first: Candidate | undefined
  /** Actions that changed, with what became more frequent. */
  readonly actions: readonly (Candidate & { readonly outcomes: readonly Outcome[] })[]
  readonly timeline: readonly TimelinePoint[]
  readonly tests: number
  /** The later requests that are odd by any outcome. */
  readonly odd: number
}

const PAIRED_FIELDS = 6
const MAX_FINDINGS = 6
const MAX_ACTIONS = 10

/** Finds values, and pairs of values, that odd requests have in common, and actions that changed. */
export async function findInGroups(
  context: CountContext,
  outcomes: readonly Outcome[],
): Promise<GroupFindings> {
  const { fields, areVersions } = context
  const rows = await countSingleRows(context)
  const { strata, stratumOf } = strataOf(rows)
  const rates = ratesOf(strata, outcomes)
  const rateOf = (row: CountRow) => rates[stratumOf(row)]
  const numbers = new Set(fields.flatMap(({ name, isNumber }) => (isNumber ? name : [])))
  const services = [...Map.groupBy(rows, ({ service }) => service)].map(([service, own]) => {
    const cells = cellsOf(own, rateOf)
    const all = cells.find(({ members }) => members.length === 0) as Cell
    const scorer = new CellScorer({ outcomes, all, numbers, areVersions })
    const singles = scorer.singles(cells.filter(({ members }) => members.length === 1))
    return { service, all, scorer, singles }
  })
  const pairs = pairsOf(services.flatMap(({ singles }) => singles.flatMap(({ scores }) => scores)))
  const indexes = pairs.map(([one, other]): Pair => {
    const of = (name: string) => fields.findIndex((field) => field.name === name)
    return [of(one), of(other)]
  })
  const pairRows = pairs.length === 0 ? [] : await countPairRows(context, indexes)
  const scored = services.flatMap(({ service, scorer, singles, all }) => {
    const cells = cellsOf(
      pairRows.filter((row) => row.service === service),
      rateOf,
    )
    const scores = [
      ...scorer.whole,
      ...singles.flatMap((one) => one.scores),
      ...scorer.pairs(cells, singles),
    ]
    return scores.map((score) => ({ ...score, service, all }))
  })
  const tests = services.reduce((sum, { scorer }) => sum + scorer.tested, 0)
  const ranked = scored.toSorted((a, b) => b.rank - a.rank).slice(0, MAX_FINDINGS)
  const changed = actionScores(rows, rateOf, outcomes)
  const candidates = [...ranked, ...changed]
  const { dispersions, timeline } = await readSeries(context, candidates)
  const judged = candidates.map((candidate, index) => {
    const chance = Math.min(chanceOf(candidate.g / (dispersions[index] ?? 1)) * tests, 1)
    return { ...candidate, chance }
  })
  const found = judged.slice(0, ranked.length).find(({ chance }) => chance < MAX_CHANCE)
  const all = scored.find((one) => one.service === found?.service)?.all
  return {
    findings:
      found === undefined || all === undefined
        ? []
        : [describeCell(found, found.chance, { service: found.service, outcomes, all })],
    first: found,
    actions: actionsOf(judged.slice(ranked.length), outcomes),
    timeline,
    tests,
    odd: rows.reduce((sum, row) => sum + (isAllAfter(row) ? row.anyOdd : 0), 0),
  }
}

function isAllAfter({ period, members }: CountRow): boolean {
  return period === 1 && members.length === 0
}

/** Returns each two of the fields whose values differ most. */
function pairsOf(scores: readonly Score[]): [string, string][] {
  const names = scores
    .toSorted((a, b) => b.g - a.g)
    .flatMap(({ cell }) => cell.members.map(({ field }) => field))
  const best = [...new Set(names)].slice(0, PAIRED_FIELDS)
  return best.flatMap((one, index) =>
    best.slice(index + 1).map((other): [string, string] => [one, other]),
  )
}

type Scored = Candidate & Score

function actionScores(
  rows: readonly CountRow[],
  rateOf: (row: CountRow) => Float64Array | undefined,
  outcomes: readonly Outcome[],
): Scored[] {
  const all = rows.filter(({ members }) => members.length === 0)
  const actions = Map.groupBy(all, ({ service, action }) => JSON.stringify([service, action]))
  const scores = [...actions.values()].flatMap((own) => {
    const [cell] = cellsOf(own, rateOf)
    const { service = '', action = '' } = own[0] ?? {}
    if (cell === undefined) return []
    const named = { ...cell, members: [{ field: 'action', value: action }] }
    return outcomes.flatMap((_, kind) => {
      const score = scoreCell(named, kind)
      return score === undefined ? [] : [{ ...score, service }]
    })
  })
  return scores.sort((a, b) => b.g - a.g).slice(0, MAX_ACTIONS)
}

function actionsOf(
  judged: readonly (Scored & { readonly chance: number })[],
  outcomes: readonly Outcome[],
): GroupFindings['actions'] {
  const changed = judged.filter(({ chance }) => chance < MAX_CHANCE)
  const actions = Map.groupBy(changed, ({ service, cell }) =>
    JSON.stringify([service, cell.members[0]?.value]),
  )
  return [...actions.values()].flatMap((same) => {
    const [first] = same
    if (first === undefined) return []
    return [{ ...first, outcomes: same.flatMap(({ kind }) => outcomes[kind] ?? []) }]
  })
}
