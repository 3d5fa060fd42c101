import { defineQuery } from './define-query.ts'
import {
  MODEL_PRICES,
  MODEL_PRICES_AS_OF,
  type ModelPrice,
  type ModelPrices,
} from './model-prices.ts'
import type { InsightsQuery } from './query.ts'

/** CloudWatch takes as many branches in a `case`. */
const MAX_BRANCHES = 10

/** The tokens that each tenant used, and their cost by the prices. */
export function modelCost(prices: ModelPrices, asOf: string): InsightsQuery {
  return defineQuery({
    id: 'model-cost',
    title: 'Tokens and cost by tenant and model',
    question: 'Which tenants use which models of Bedrock, and what does it cost?',
    reading: `In US dollars, ${asOf}. A model without a price has no cost, nor has an application inference profile, whose id doesn't name its model. Calls of requests that are not sampled have no record: at a sampling rate of 0.1, multiply by 10.`,
    text: `filter phase = "call" and ispresent(metadata.modelId)
| fields metadata.modelId as modelName, metadata.inputTokens as inTok, coalesce(metadata.outputTokens, 0) as outTok
| fields ${costOf(branchesOf(prices))} as callCost
| stats count(*) as callCount, sum(metadata.inputTokens) as inputTokenCount, sum(metadata.outputTokens) as outputTokenCount, sum(callCost) / 1000000 as costDollars
  by tenantId, metadata.modelId
| sort costDollars desc, inputTokenCount desc, tenantId asc, metadata.modelId asc
| limit 200`,
  })
}

/** With the prices that come with hoptrace. */
export const knownModelCost: InsightsQuery = modelCost(
  MODEL_PRICES,
  `by Bedrock's on-demand prices in us-east-1 of ${MODEL_PRICES_AS_OF}`,
)

/** A pattern of ids, and the cost of a call in millionths of a dollar. */
type Branch = readonly [pattern: string, cost: string]

/** Returns a branch for each run of ids with the same price. */
function branchesOf(prices: ModelPrices): Branch[] {
  const runs: [ids: string[], cost: string][] = []
  for (const [id, price] of Object.entries(prices)) {
    const cost = callCost(price)
    const last = runs.at(-1)
    if (last?.[1] === cost) last[0].push(id)
    else runs.push([[id], cost])
  }
  return runs.map(([ids, cost]) => [patternOf(ids), cost])
}

function callCost({ input, output }: ModelPrice): string {
  return `inTok*${input} + outTok*${output}`
}

/** Returns a pattern of ids, with what their beginnings share once. */
function patternOf(ids: readonly string[]): string {
  const [first = '', ...others] = ids
  let shared = others.length === 0 ? first.length : 0
  while (others.length > 0 && others.every((id) => id[shared] === first[shared])) shared += 1
  const rests = ids.map((id) => escaped(id.slice(shared)))
  const all = rests.length === 1 ? rests[0] : `(${rests.join('|')})`
  return `^${escaped(first.slice(0, shared))}${all}$`
}

function escaped(id: string): string {
  return id.replaceAll('.', '\\.').replaceAll('*', '.*')
}

function costOf(branches: readonly Branch[]): string {
  const own = branches.slice(0, MAX_BRANCHES)
  const rest = branches.slice(MAX_BRANCHES)
  const cases = own.map(([pattern, cost]) => `modelName like /${pattern}/, ${cost}`)
  return `case(${[...cases, ...(rest.length > 0 ? [costOf(rest)] : [])].join(',\n')})`
}
