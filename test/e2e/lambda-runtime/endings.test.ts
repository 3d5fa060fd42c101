import { describe, expect, it } from 'vitest'
import { events } from '../../../src/testing/index.ts'
import { outermost } from '../../middy/invocation.ts'
import { byTrace, recordsOf } from './records.ts'
import { startRuntime } from './runtime-process.ts'

describe('an invocation under AWS’s runtime client', () => {
  it('has one start, one ending, and its trace id in the HTTP response', async () => {
    const { posted, start, ending } = await invokeOnce('http', events.httpApi())
    expect(start).toMatchObject({
      message: 'Lambda start',
      service: 'shop-orders',
      functionName: 'shop-orders',
      requestId: expect.stringMatching(/^[\da-f-]{36}$/),
    })
    expect(ending).toMatchObject({
      message: 'Lambda success',
      requestId: start.requestId,
      result: 'success',
      metadata: {
        statusCode: 200,
        memoryLimit: 512,
        memoryUsed: expect.any(Number),
        remainingTime: expect.any(Number),
      },
    })
    expect(posted?.kind).toBe('response')
    expect(posted?.body).toBe(
      `{"statusCode":200,"headers":{"content-type":"application/json","x-trace-id":"${start.traceId}"},"body":"{\\"name\\":\\"Zoë\\"}"}`,
    )
  })

  it('is a cold start only if it is the first of its process', async () => {
    const runtime = await startRuntime('http')
    await runtime.invoke(events.httpApi())
    await runtime.invoke(events.httpApi())

    const { lines } = await runtime.stop()
    const invocations = byTrace(recordsOf(lines)).map(outermost)
    const cold = invocations.map(({ start, ending }) => [start.coldStart, ending.coldStart])
    expect(cold).toEqual([
      [true, true],
      [false, false],
    ])
  })

  it('keeps the bytes of a response that is not HTTP', async () => {
    const event = { statusCode: 200, total: 1e21, name: 'Zoë\u2028\ud800', empty: null }
    const { posted, ending } = await invokeOnce('direct', event)
    expect(posted?.body).toBe(JSON.stringify(event))
    expect(ending.result).toBe('success')
  })

  it('answers a batch with the failed messages, and ends as partial', async () => {
    const event = events.sqs(message('fine'), message('poison'), message('last'))
    const runtime = await startRuntime('batch')
    const posted = await runtime.invoke(event)
    expect(posted?.body).toBe(
      `{"batchItemFailures":[{"itemIdentifier":"${event.Records[1]?.messageId}"}]}`,
    )
    const traces = byTrace(recordsOf((await runtime.stop()).lines)).map(outermost)
    expect(traces.map(({ start, ending }) => [start.traceId, ending.result])).toEqual([
      [expect.stringMatching(/^req_/), 'partial'],
      ['sent-fine', 'success'],
      ['sent-poison', 'error'],
      ['sent-last', 'success'],
    ])
  })

  it('fails with the handler’s own error, and writes it', async () => {
    const { posted, ending } = await invokeOnce('throwing', events.httpApi())
    const { errorType, errorMessage, trace } = JSON.parse(posted?.body ?? '')
    expect(posted?.kind).toBe('error')
    expect([errorType, errorMessage]).toEqual(['OutOfCredits', 'Tenant 7 has none left'])
    expect(ending).toMatchObject({
      level: 'error',
      message: 'Lambda error',
      result: 'error',
      error: { name: 'OutOfCredits', message: 'Tenant 7 has none left', stack: trace.join('\n') },
    })
  })
})

describe('a function under AWS’s runtime client', () => {
  it('does not start with a wrong option, and reports the option', async () => {
    const { ended } = await startRuntime('misconfigured')
    const { initError, code } = await ended
    expect(code).toBe(1)
    expect(JSON.parse(initError?.body ?? '')).toMatchObject({
      errorType: 'TypeError',
      errorMessage: expect.stringMatching(/'level'.*'loud'/),
    })
  })
})

/** Returns a message with a trace id of its sender. */
function message(body: string) {
  return { body, headers: { 'x-trace-id': `sent-${body}` } }
}

/** Invokes a handler once. Fails unless it writes one start, one ending, and nothing to stderr. */
async function invokeOnce(name: string, event: unknown) {
  const runtime = await startRuntime(name)
  const posted = await runtime.invoke(event)
  const { lines, errors } = await runtime.stop()
  expect(errors).toBe('')
  return { posted, ...outermost(recordsOf(lines)) }
}
