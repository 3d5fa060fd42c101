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
const HAIKU = ['haiku-4-5-20251001-v1:0']

/**
 * Amazon Bedrock's on-demand prices in us-east-1, without the discounts of caches and batches.
 * @see https://aws.amazon.com/bedrock/pricing/
 */
export const MODEL_PRICES: ModelPrices = {
  ...priced(0.25, 1.25, ['*anthropic.claude-3-haiku-20240307-v1:0']),
  ...priced(0.8, 4, ['*anthropic.claude-3-5-haiku-20241022-v1:0']),
  ...priced(3, 15, [
    '*anthropic.claude-3-5-sonnet-20240620-v1:0',
    '*anthropic.claude-3-5-sonnet-20241022-v2:0',
    '*anthropic.claude-3-7-sonnet-20250219-v1:0',
    '*anthropic.claude-sonnet-4-20250514-v1:0',
  ]),
  ...priced(15, 75, [
    '*anthropic.claude-opus-4-20250514-v1:0',
    '*anthropic.claude-opus-4-1-20250805-v1:0',
  ]),
  ...claude(1, 5, HAIKU),
  ...claude(3, 15, SONNET),
  ...claude(2, 10, ['sonnet-5']),
  ...claude(5, 25, OPUS),
  ...claude(10, 50, ['fable-5']),
  ...priced(0.035, 0.14, ['amazon.nova-micro-v1:0', 'us.amazon.nova-micro-v1:0']),
  ...priced(0.06, 0.24, ['amazon.nova-lite-v1:0', 'us.amazon.nova-lite-v1:0']),
  ...priced(0.8, 3.2, ['amazon.nova-pro-v1:0', 'us.amazon.nova-pro-v1:0']),
  ...priced(2.5, 12.5, ['amazon.nova-premier-v1:0', 'us.amazon.nova-premier-v1:0']),
  ...priced(0.3, 2.5, ['amazon.nova-2-lite-v1:0', 'global.amazon.nova-2-lite-v1:0']),
  ...priced(0.33, 2.75, ['us.amazon.nova-2-lite-v1:0', 'eu.amazon.nova-2-lite-v1:0']),
  ...priced(0.02, 0, ['amazon.titan-embed-text-v2:0']),
  ...priced(0.72, 0.72, ['meta.llama3-3-70b-instruct-v1:0', 'us.meta.llama3-3-70b-instruct-v1:0']),
  ...priced(0.24, 0.97, ['us.meta.llama4-maverick-17b-instruct-v1:0']),
  ...priced(0.17, 0.66, ['us.meta.llama4-scout-17b-instruct-v1:0']),
  ...priced(2, 6, ['us.mistral.pixtral-large-2502-v1:0', 'eu.mistral.pixtral-large-2502-v1:0']),
  ...priced(1.35, 5.4, ['us.deepseek.r1-v1:0']),
  ...priced(0.15, 0.6, ['openai.gpt-oss-120b-1:0']),
  ...priced(0.07, 0.3, ['openai.gpt-oss-20b-1:0']),
}

function priced(input: number, output: number, ids: readonly string[]): ModelPrices {
  return Object.fromEntries(ids.map((id) => [id, { input, output }]))
}

/** A profile of some regions, such as `us.` or `eu.`, costs a tenth more than `global.`. */
function claude(input: number, output: number, names: readonly string[]): ModelPrices {
  const ids = names.map((name) => `anthropic.claude-${name}`)
  const tenthMore = (price: number): number => Math.round(price * 110) / 100
  return {
    ...priced(input, output, [...ids, ...ids.map((id) => `global.${id}`)]),
    ...priced(
      tenthMore(input),
      tenthMore(output),
      ids.map((id) => `*.${id}`),
    ),
  }
}
