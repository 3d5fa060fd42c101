import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { currentTrace, type TraceRecord } from '../../src/index.ts'
import { eachRecord, type LambdaTracingOptions, tracing } from '../../src/middy/index.ts'
import { events } from '../../src/testing/index.ts'
import { captureRecords } from '../capture.ts'
import { lambdaContext, untimed } from './invocation.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'hrtime'] }))
afterEach(() => void vi.useRealTimers())

const never = () => new Promise(() => undefined)

/** Returns the records of an invocation until its timeout. One record of its batch never ends. */
async function recordsOf(
  hanging: string,
  names: readonly string[],
  options: LambdaTracingOptions = {},
): Promise<TraceRecord[]> {
  const event = events.sqs(
    ...names.map((name) => ({ headers: { 'x-trace-id': name }, body: { name } })),
  )
  const handler = untimed([tracing(options)], () =>
    eachRecord(event, async (record, trace) => {
      trace.info('begun')
      if (JSON.parse(record.body).name === hanging)
        await trace.hop('render', () => trace.call('bedrock', 'invoke', never))
    }),
  )
  const { records } = await captureRecords(async () => {
    void handler(event, lambdaContext())
    await vi.advanceTimersByTimeAsync(29_750)
  })
  return records
}

const openSteps = [
  { name: 'render', age: 29_750 },
  { name: 'service:bedrock:invoke', age: 29_750 },
]

describe('an invocation that times out while it handles a record of a batch', () => {
  it('writes the ending of the record, then its own, both with the running steps', async () => {
    const records = await recordsOf('two', ['one', 'two', 'three'])
    const endings = records.filter(({ phase }) => phase === 'complete')
    expect(endings.map(({ message, traceId }) => [message, traceId])).toEqual([
      ['Record success', 'one'],
      ['Record success', 'three'],
      ['Record timeout', 'two'],
      ['Lambda timeout', records[0]?.traceId],
    ])
    for (const ending of endings.slice(2))
      expect(ending).toMatchObject({
        level: 'error',
        result: 'error',
        duration: 29_750,
        error: { code: 'TIMEOUT' },
        metadata: { openSteps },
      })
    expect(endings.map(({ Timeouts }) => Timeouts)).toEqual([undefined, undefined, undefined, 1])
    expect(records.filter(({ late }) => late)).toEqual([])
  })

  it('writes the held lines of a request that is not sampled', async () => {
    const records = await recordsOf('one', ['one'], { sampling: { rate: 0 } })
    expect(records.map(({ message }) => message)).toEqual([
      'Lambda start',
      'Deadline near',
      'Record start',
      'begun',
      'Record timeout',
      'Lambda timeout',
    ])
  })

  it('writes a late record when the handler ends after all', async () => {
    let go = (): void => undefined
    const event = events.sqs({ headers: { 'x-trace-id': 'slow' } })
    const handler = untimed([tracing()], () =>
      eachRecord(event, async () => {
        await new Promise<void>((resolve) => {
          go = resolve
        })
        currentTrace().info('still here')
      }),
    )
    const { records } = await captureRecords(async () => {
      const handled = handler(event, lambdaContext())
      await vi.advanceTimersByTimeAsync(29_750)
      go()
      await handled
    })
    expect(records.map(({ message, late }) => [message, late])).toEqual([
      ['Lambda start', undefined],
      ['Record start', undefined],
      ['Deadline near', undefined],
      ['Record timeout', undefined],
      ['Lambda timeout', undefined],
      ['still here', true],
      ['Record success', true],
      ['Lambda success', true],
    ])
  })
})
