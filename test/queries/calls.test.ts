import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime'
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { describe, expect, it, onTestFinished } from 'vitest'
import { traceClient } from '../../src/aws/index.ts'
import { currentTrace } from '../../src/index.ts'
import { modelCost } from '../../src/queries/models.ts'
import { inRequest } from '../aws/request.ts'
import { startWire, type WireRequest } from '../aws/wire.ts'
import { queryOf, rowsOf } from './written.ts'

async function wire(answer: Parameters<typeof startWire>[0]) {
  const { options, stop } = await startWire(answer)
  onTestFinished(stop)
  return options
}

/** Runs functions in requests of their own. Returns the lines. */
async function linesOf(...requests: readonly (() => Promise<unknown>)[]) {
  const lines: string[] = []
  for (const request of requests) {
    const { records } = await inRequest(request)
    lines.push(...records.map((record) => JSON.stringify(record)))
  }
  return lines
}

describe('retries', () => {
  it('lists operations that were repeated or throttled, and no others', async () => {
    let sent = 0
    const failsOnce = await wire(() => (sent++ === 0 ? { status: 500 } : { body: '{}' }))
    const throttles = await wire(() => ({
      status: 400,
      body: JSON.stringify({ __type: 'ProvisionedThroughputExceededException' }),
    }))
    const get = new GetItemCommand({ TableName: 'orders', Key: { id: { S: '1' } } })
    const flaky = traceClient(new DynamoDBClient(failsOnce))
    const throttled = traceClient(new DynamoDBClient({ ...throttles, maxAttempts: 1 }))
    const lines = await linesOf(
      () => flaky.send(get),
      () => flaky.send(get),
      () => throttled.send(get),
      () => currentTrace().call('payments', 'charge', async () => 'paid'),
    )
    const rows = await rowsOf(queryOf('retries'), lines)
    expect(rows).toEqual([
      {
        service: rows[0]?.service,
        action: 'service:dynamodb:getItem',
        callCount: '3',
        retriedCount: '1',
        extraAttemptCount: '1',
        mostAttempts: '2',
        throttledCount: '1',
        errorCount: '1',
      },
    ])
  })
})

describe('model-cost', () => {
  const MODEL = 'anthropic.claude-haiku-4-5-20251001-v1:0'
  const HAIKU = `global.${MODEL}`
  const PROFILE = `arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.${MODEL}`

  const tokensOf = ({ url }: WireRequest) => {
    const inputTokens = url.includes('unknown') ? 7_000 : 1_000_000
    const usage = { inputTokens, outputTokens: 200_000, totalTokens: 0 }
    const message = { role: 'assistant', content: [{ text: 'hello' }] }
    return { body: JSON.stringify({ output: { message }, stopReason: 'end_turn', usage }) }
  }

  async function answered() {
    const bedrock = traceClient(new BedrockRuntimeClient(await wire(tokensOf)))
    const ask = (tenantId: string, modelId: string) => () => {
      currentTrace().set({ tenantId })
      const messages = [{ role: 'user' as const, content: [{ text: 'hi' }] }]
      return bedrock.send(new ConverseCommand({ modelId, messages }))
    }
    return linesOf(
      ask('acme', HAIKU),
      ask('acme', HAIKU),
      ask('acme', PROFILE),
      ask('globex', 'unknown.model-v1:0'),
      ask('globex', `${HAIKU}-next`),
    )
  }

  it('adds up tokens and cost by tenant and model, without a cost if the price is unknown', async () => {
    expect(await rowsOf(queryOf('model-cost'), await answered())).toEqual([
      row('acme', HAIKU, 2, 2_000_000, 400_000, 2 * (1 + 0.2 * 5)),
      row('acme', `eu.${MODEL}`, 1, 1_000_000, 200_000, 1.1 + 0.2 * 5.5),
      row('globex', `${HAIKU}-next`, 1, 1_000_000, 200_000),
      row('globex', 'unknown.model-v1:0', 1, 7_000, 200_000),
    ])
  })

  it('takes other prices, of which the first that fits counts', async () => {
    const prices = {
      'eu.*': { input: 10, output: 0 },
      [`*${MODEL}`]: { input: 0, output: 2.5 },
      'unknown.model-v1:0': { input: 0, output: 0 },
    }
    const rows = await rowsOf(modelCost(prices, 'by hand'), await answered())
    expect(rows.map((one) => [one['metadata.modelId'], one.costDollars])).toEqual([
      [`eu.${MODEL}`, '10'],
      [HAIKU, '1'],
      ['unknown.model-v1:0', '0'],
      [`${HAIKU}-next`, undefined],
    ])
  })
})

const row = (
  tenantId: string,
  modelId: string,
  ...[calls, input, output, cost]: readonly (number | undefined)[]
) => ({
  tenantId,
  'metadata.modelId': modelId,
  callCount: String(calls),
  inputTokenCount: String(input),
  outputTokenCount: String(output),
  ...(cost !== undefined && { costDollars: String(cost) }),
})
