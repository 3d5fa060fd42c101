import { afterEach, describe, expect, it, vi } from 'vitest'
import { currentTrace } from '../../src/index.ts'
import { tracing } from '../../src/middy/index.ts'
import { captureTrace, events, lambdaContext } from '../../src/testing/index.ts'
import { captureRecords } from '../capture.ts'
import { handlerOf, turn } from '../middy/invocation.ts'
import { loadSample, rowsOf, sectionOf } from './page.ts'

// The runners themselves, and the samples that they run, are tested in test/beside/.
const PAGE = 'docs/testing.md'

const handle = (handler: () => unknown) =>
  handlerOf([tracing({ service: 'shop' })], handler)(events.httpApi(), lambdaContext())

const messagesOf = async (handler: () => unknown) =>
  (await captureTrace(() => handle(handler))).records.map(({ message }) => message)

afterEach(() => vi.unstubAllEnvs())

describe('docs/testing.md', () => {
  it('names every member of a capture', async () => {
    const returned = await captureTrace(() => handle(() => 1))
    const thrown = await captureTrace(() => {
      throw new Error('no')
    })
    const members = [...new Set([...Object.keys(returned), ...Object.keys(thrown)])].sort()
    const rows = rowsOf(sectionOf(PAGE, 'What a capture returns'))
    expect(rows.map(([name = '']) => name.replaceAll('`', '')).sort()).toEqual(members)
    expect(returned).not.toHaveProperty('error')
    expect(thrown).not.toHaveProperty('value')
  })

  it('shows events that have headers in the place where their trigger carries a trace', async () => {
    const { request, batch, context } = await loadSample(PAGE, 'events.sqs(')
    const { start } = await captureTrace(() => handlerOf([tracing()], () => 1)(request, context))
    expect(start).toMatchObject({
      traceId: 'req_01a2033f-87ef-7634-8bba-e9bc8f6c8926',
      parentId: '00f067aa0ba902b7',
      functionName: 'shop-orders',
    })
    expect(batch.Records.map(({ body }: { body: string }) => body)).toEqual([
      '{"orderId":"7"}',
      'no JSON',
    ])
    expect(lambdaContext().getRemainingTimeInMillis()).toBe(30_000)
    expect(lambdaContext().awsRequestId).not.toBe(lambdaContext().awsRequestId)
  })
})

describe('the sample of mocked clients', async () => {
  await loadSample(PAGE, 'mockClient(SQSClient)') // its tests become tests of this file
})

describe('a capture', () => {
  it('has the records that the level and the sampling write', async () => {
    const handler = () => currentTrace().debug('Stock looked up')
    expect(await messagesOf(handler)).toEqual(['Lambda start', 'Lambda success'])
    vi.stubEnv('HOPTRACE_LEVEL', 'debug')
    expect(await messagesOf(handler)).toContain('Stock looked up')
    vi.stubEnv('HOPTRACE_SAMPLING_RATE', '0')
    expect(await messagesOf(handler)).toEqual(['Lambda success'])
  })

  it('has the records of everything that runs at the same time', async () => {
    const both = [turn, turn].map((handler) => captureTrace(() => handle(handler)))
    const [one] = await Promise.all(both)
    const ids = new Set(one?.records.map(({ traceId }) => traceId))
    expect(ids.size).toBe(2)
  })

  it('that never ends gets all records, also those of another capture', async () => {
    let stop = (): void => undefined
    const whole = captureTrace(() => new Promise<void>((resolve) => (stop = resolve)))
    const { records: written, value } = await captureRecords(() => captureTrace(() => handle(turn)))
    stop()
    expect(written).toEqual([])
    expect(value?.records).toEqual((await whole).records)
  })
})

describe('HOPTRACE_LEVEL', () => {
  it('error writes faults alone', async () => {
    vi.stubEnv('HOPTRACE_LEVEL', 'error')
    const answering = (statusCode: number) => () => ({ statusCode })
    expect(await messagesOf(answering(200))).toEqual([])
    expect(await messagesOf(answering(404))).toEqual([])
    expect(await messagesOf(answering(500))).toEqual(['Lambda failure'])
  })

  it('silent writes nothing', async () => {
    vi.stubEnv('HOPTRACE_LEVEL', 'silent')
    const { records } = await captureRecords(() => handle(() => ({ statusCode: 500 })))
    expect(records).toEqual([])
  })
})
