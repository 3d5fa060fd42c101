/** What a model costs, in US dollars for a million tokens. */
export interface ModelPrice {
  readonly input: number
  readonly output: number
}

/**
 * Prices by the ids of models. `*` stands for any text, and the first id that fits counts. A model without
 * a price has no cost.
 */
export type ModelPrices = Readonly<Record<string, ModelPrice>>

/** The month of {@link MODEL_PRICES}. */
export const MODEL_PRICES_AS_OF = '2026-07'

const OPUS = ['opus-4-5-20251101-v1:0', 'opus-4-6-v1', 'opus-4-7', 'opus-4-8', 'opus-5']
const SONNET = ['sonnet-4-5-20250929-v1:0', 'sonnet-4-6']

/**
 * Amazon Bedrock's on-demand prices in us-east-1, without the discounts of caches and batches.
 * @see https://aws.amazon.com/bedrock/pricing/
 */
export const MODEL_PRICES: ModelPrices = {
  ...claude(1, 5, ['haiku-4-5-20251001-v1:0']),
  ...claude(3, 15, SONNET),
  ...claude(2, 10, ['sonnet-5']),
  ...claude(5, 25, OPUS),
  ...claude(10, 50, ['fable-5']),
  ...priced(0.035, 0.14, ['amazon.nova-micro-v1:0', 'us.amazon.nova-micro-v1:0']),
  ...priced(0.06, 0.24, ['amazon.nova-lite-v1:0', 'us.amazon.nova-lite-v1:0']),
  ...priced(0.8, 3.2, ['amazon.nova-pro-v1:0', 'us.amazon.nova-pro-v1:0']),
  ...priced(0.3, 2.5, ['global.amazon.nova-2-lite-v1:0']),
  ...priced(0.33, 2.75, ['us.amazon.nova-2-lite-v1:0', 'eu.amazon.nova-2-lite-v1:0']),
  ...priced(0.15, 0.6, ['openai.gpt-oss-120b-1:0']),
  ...priced(0.07, 0.3, ['openai.gpt-oss-20b-1:0']),
}

function priced(input: number, output: number, ids: readonly string[]): ModelPrices {
  return Object.fromEntries(ids.map((id) => [id, { input, output }]))
}

/**
 * Claude is called by profiles: one of some regions, such as `us.` or `eu.`, costs a tenth more than
 * `global.`.
 */
function claude(input: number, output: number, names: readonly string[]): ModelPrices {
  const ids = (prefix: string): string[] =>
    names.map((name) => `${prefix}.anthropic.claude-${name}`)
  const tenthMore = (price: number): number => Math.round(price * 110) / 100
  return {
    ...priced(input, output, ids('global')),
    ...priced(tenthMore(input), tenthMore(output), ids('*')),
  }
}
