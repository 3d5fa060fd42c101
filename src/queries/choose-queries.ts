import path from 'node:path'
import { checkNames, checkOption } from '../core/option/read-option.ts'
import { listRule, type Rule } from '../core/option/rules.ts'
import { queries } from './known-queries.ts'
import { loadFile } from './load-file.ts'
import { MODEL_PRICES, type ModelPrice, type ModelPrices } from './model-prices.ts'
import { knownModelCost, modelCost } from './models.ts'
import { completeOwnQuery, type OwnQuery } from './own-query.ts'
import type { InsightsQuery } from './query.ts'

/** Which queries a project has. */
export interface QueryChoice {
  /**
   * The names of hoptrace's queries that are left out.
   * @default none
   */
  readonly without?: readonly string[]
  /**
   * Queries of your own, or files with one: a module's default export, or JSON.
   * @default none
   */
  readonly add?: readonly (string | OwnQuery)[]
  /**
   * Prices for the query `model-cost`, in US dollars for a million tokens by the ids of models, in which
   * `*` stands for any text. They come before those of hoptrace. Or a file with them.
   * @default those of hoptrace
   */
  readonly modelPrices?: string | ModelPrices
}

const NAMES = ['without', 'add', 'modelPrices'] as const
const ADD_RULE = listRule('a list of files or queries', (one) => {
  return typeof one === 'string' || (typeof one === 'object' && one !== null)
})

/**
 * Returns the queries of a project: those of hoptrace, then its own.
 * @param prefix precedes the options' names in errors: `custom.hoptrace.queries.`
 * @throws TypeError that names the wrong option, what it has, and what exists
 */
export function chooseQueries(choice: QueryChoice = {}, prefix = 'queries.'): InsightsQuery[] {
  checkNames(choice, NAMES, prefix)
  const { without = [], add = [], modelPrices } = choice
  const ids = queries.map(({ id }) => id)
  const expected = `a list of names of queries: ${ids.join(', ')}`
  checkOption(
    `${prefix}without`,
    without,
    listRule(expected, (id) => typeof id === 'string' && ids.includes(id)),
  )
  checkOption(`${prefix}add`, add, ADD_RULE)
  const kept = withPrices(modelPrices, `${prefix}modelPrices`).filter(
    ({ id }) => !without.includes(id),
  )
  const own = add.flatMap((one, index) => ownQueries(one, `${prefix}add[${index}]`))
  checkUnlike([...kept, ...own], `${prefix}add`)
  return [...kept, ...own]
}

/** Returns a choice whose files are found from any folder. */
export function withFolder(choice: QueryChoice, folder: string): QueryChoice {
  const { add, modelPrices } = choice
  const resolved = <T>(one: T): T | string => {
    return typeof one === 'string' ? path.resolve(folder, one) : one
  }
  return {
    ...choice,
    ...(Array.isArray(add) && { add: add.map(resolved) }),
    ...(modelPrices !== undefined && { modelPrices: resolved(modelPrices) }),
  }
}

function ownQueries(given: string | OwnQuery, name: string): InsightsQuery[] {
  if (typeof given !== 'string') return [completeOwnQuery(given, name)]
  const loaded = [loadFile(given, `option '${name}'`)].flat()
  return loaded.map((one) => completeOwnQuery(one, `${name} (${given})`))
}

/** Refuses queries that can't be told apart. */
function checkUnlike(all: readonly InsightsQuery[], name: string): void {
  for (const member of ['id', 'title'] as const) {
    const values = all.map((query) => query[member])
    const twice = values.find((value, index) => values.indexOf(value) < index)
    if (twice === undefined) continue
    throw new TypeError(
      `hoptrace: option '${name}' has a query with the ${member} '${twice}', which another one has`,
    )
  }
}

function withPrices(
  given: string | ModelPrices | undefined,
  name: string,
): readonly InsightsQuery[] {
  if (given === undefined) return queries
  const prices = typeof given === 'string' ? loadFile(given, `option '${name}'`) : given
  checkOption(name, prices, PRICES_RULE)
  const own = prices as ModelPrices
  const source = 'by your own prices, and else by those of hoptrace'
  const query = modelCost({ ...own, ...without(MODEL_PRICES, own) }, source)
  return queries.map((one) => (one === knownModelCost ? query : one))
}

function without(prices: ModelPrices, own: ModelPrices): ModelPrices {
  return Object.fromEntries(Object.entries(prices).filter(([id]) => !Object.hasOwn(own, id)))
}

const PRICES_RULE: Rule<ModelPrices> = {
  expected:
    'prices by the ids of models, such as { "amazon.nova-lite-v1:0": { input: 0.06, output: 0.24 } }',
  accepts: (value): value is ModelPrices =>
    typeof value === 'object' && value !== null && Object.entries(value).every(isPrice),
}

function isPrice([id, price]: readonly [string, unknown]): boolean {
  const { input, output } = Object(price) as Partial<ModelPrice>
  return /^[\w.:*-]{1,200}$/.test(id) && [input, output].every(isAmount)
}

function isAmount(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value < 1e6 && !/e/.test(String(value))
}
